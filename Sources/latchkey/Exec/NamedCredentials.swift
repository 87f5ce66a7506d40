import AWS

/// The credentials of a name, for a program that goes on asking.
struct NamedCredentials: CredentialsProvider {
    let name: String
    private let context: CommandContext

    /// - Parameters:
    ///   - name: the profile.
    ///   - context: the machine. Nobody is asked or told anything, as the terminal belongs to the command.
    init(_ name: String, in context: CommandContext) {
        self.name = name
        var context = context
        context.ask = { _ in nil }
        context.askHidden = { _ in nil }
        context.streams.error = { _ in }
        self.context = context
    }

    func credentials() async throws(AWSError) -> Credentials {
        do throws(CommandError) {
            return try await PersonalCredentials(in: context).credentials(of: name).credentials
        } catch {
            throw .credentials(error.description)
        }
    }
}
