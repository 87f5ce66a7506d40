import AWS
import Dispatch
import Formats
import Loopback
import Reactor
import Secrets
import SystemPackage

/// A command with an endpoint that gives it credentials while it lives, so that long work doesn't end with an hour's
/// credentials.
struct ServedCommand {
    let path: String
    let arguments: [String]
    let inherited: InheritedDescriptors
    let context: CommandContext

    /// Runs the command, and ends this process as the command ends.
    ///
    /// - Parameters:
    ///   - name: the profile.
    ///   - environment: the command's variables, without credentials.
    /// - Throws: ``CommandError`` when it can't be started.
    func run(as name: String, _ environment: ExecEnvironment) async throws(CommandError) -> Never {
        let server: LoopbackServer
        do throws(LoopbackError) {
            server = try await LoopbackServer()
        } catch {
            throw CommandError(.unavailable, "\(error)")
        }
        let token = Secret(Base64URL.encode(context.random(32)))
        let provider = CachedCredentials(NamedCredentials(name, in: context), timekeeper: context.timekeeper)
        let endpoint = CredentialsEndpoint(token: token, provider: provider)
        Task { await server.serve { await endpoint.answer($0) } }
        var variables = environment.variables
        variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://\(server.host)\(CredentialsEndpoint.path)"
        variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = token.reveal()
        let child: ChildProcess
        do throws(Errno) {
            child = try ChildProcess(path, arguments, environment: variables, inherited: inherited)
        } catch {
            throw CommandError(.notExecutable, "\(path) can't be run: \(error)")
        }
        let end = await withCheckedContinuation { continuation in
            // The command may go on for days, and nothing else waits on this thread.
            DispatchQueue(label: "command").async { continuation.resume(returning: child.wait()) }
        }
        ChildProcess.imitate(end)
    }
}
