import ArgumentParser
import Formats
import IdentityProofs
import Secrets

/// `latchkey identity`
struct Identity: Command {
    static let configuration = CommandConfiguration(
        commandName: "identity",
        abstract: "Prints a proof of who you are in AWS, for one server.",
        usage: "latchkey identity --server <url> [OPTIONS]",
        discussion: """
            The proof is the value of an Authorization field. It is good for that server alone, once, and for a few \
            minutes; treat it as a password until then. With --region neither the server nor AWS is asked before, so that \
            it isn't checked whether the server can take the proof.

            EXAMPLES
              server=https://tools.example.com
              curl -H "Authorization: $(latchkey identity --server $server)" $server/report
              latchkey identity --server $server --proof token --output json
            """)

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case header
        case json
    }

    @Option(
        help: ArgumentHelp("The server for which the proof is, such as https://tools.example.com.", valueName: "url"))
    var server: String

    @OptionGroup var options: ProofOptions

    @Option(
        help: ArgumentHelp(
            "header: the value of the Authorization field; json: one object with what is known of it.",
            discussion: """
                expires_at is null for a signed proof: the server says how old it may be, five minutes unless it is set \
                otherwise.
                """))
    var output: Output = .header

    private var address: ServerAddress?

    mutating func validate() throws {
        address = try ServerAddress(argument: server, named: "--server")
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        guard let address else { return }
        let proof = try await ProofMaker(address, options, in: context).make(withoutTerms: .guessed)
        try context.streams.output(
            (output == .json ? proof.json.text : proof.authorization.reveal()) + "\n")
    }

    private enum CodingKeys: CodingKey {
        case server
        case options
        case output
    }
}
