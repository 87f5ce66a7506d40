import ArgumentParser
import IdentityProofs

/// `latchkey open`
struct Open: Command {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Opens a page in the browser, signed in as who you are in AWS.",
        usage: "latchkey open [OPTIONS] <url>",
        discussion: """
            Proves your identity to the page's server, and opens the browser with a link that signs it in: once, and within \
            a minute. BROWSER names another browser than the usual one.

            EXAMPLES
              latchkey open https://tools.example.com
              latchkey open --profile production 'https://tools.example.com/report?month=5'
              latchkey open --print https://tools.example.com
            """)

    @Argument(help: ArgumentHelp("The page, such as https://tools.example.com/report.", valueName: "url"))
    var url: String

    @OptionGroup var options: ProofOptions

    @Flag(
        name: .customLong("print"),
        help: "Print the link instead of opening it. Whoever opens it first is signed in as you.")
    var printsLink = false

    private var address: ServerAddress?

    mutating func validate() throws {
        address = try ServerAddress(argument: url, named: "The URL")
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        guard let address else { return }
        let maker = try ProofMaker(address, options, in: context)
        let proof = try await maker.make(withoutTerms: .refused)
        let server = Server(address: address, transport: maker.session.transport, timekeeper: context.timekeeper)
        let link: String
        do throws(Server.Failure) {
            link = try await server.link(proof: proof.authorization)
        } catch {
            throw CommandError(error, of: address)
        }
        if printsLink { return try context.streams.output(link + "\n") }
        try await context.openBrowser(link, context)
    }

    private enum CodingKeys: CodingKey {
        case url
        case options
        case printsLink
    }
}
