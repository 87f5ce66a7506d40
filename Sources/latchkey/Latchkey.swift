import ArgumentParser
import Program

/// The tool and its commands.
struct Latchkey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latchkey",
        abstract: "Signs you in at your company, and gives AWS's tools short-lived credentials.",
        discussion: """
            Your AWS credentials are found as AWS's command line finds them: in AWS's variables, in the profiles of \
            ~/.aws, in a container or on an instance. The secret key never leaves this machine.

            EXAMPLES
              latchkey configure https://latchkey.example.com
              latchkey login
              latchkey exec work -- aws s3 ls
              latchkey whoami
              server=https://tools.example.com
              latchkey open $server
              curl -H "Authorization: $(latchkey identity --server $server)" $server/report

            It exits with
              0   when all went well,
              2   when “baseline plan” finds something to do,
              64  when an argument is wrong,
              67  when there is no such IAM user, and no role is left of one,
              69  when AWS or the server can't be reached, or refuses, or a port is taken,
              73  when a file can't be written,
              74  when standard output can't be written to,
              75  when a later try may succeed,
              76  when what answers isn't AWS, or no Latchkey server,
              77  when the credentials have expired, aren't valid, or not for this,
              78  when there are no credentials, or a setting is wrong,
              126 when the command of exec can't be run,
              127 when it isn't there.
            """,
        version: Program.version,
        subcommands: [
            Login.self, Logout.self, StatusCommand.self, CredentialsCommand.self, Exec.self, Console.self,
            Configure.self, Doctor.self, Roles.self, Whoami.self, Identity.self, Open.self, Proxy.self,
            TrustPolicy.self, BaselineCommand.self,
        ])
}

/// A command that does something.
protocol Command: ParsableCommand {
    func perform(in context: CommandContext) async throws(CommandError)

    /// Performs the command.
    ///
    /// - Returns: what the tool exits with, once standard error says what went wrong.
    func status(in context: CommandContext) async -> Latchkey.Status
}

extension Command {
    func status(in context: CommandContext) async -> Latchkey.Status {
        do throws(CommandError) {
            try await perform(in: context)
            return .success
        } catch {
            context.streams.error(error.description)
            return error.status
        }
    }
}
