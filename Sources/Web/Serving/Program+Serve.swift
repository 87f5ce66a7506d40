package import FastCGI
import Glibc
import Logging
package import Program
package import Settings

/// What a handler adds to a program: `--help`, and serving requests.
///
///     let program = Program("health", "Answers whether the process is alive.")
///     let server = program.handlerSettings(ServerSettings.self)
///     program.serve(server, routes: [HealthRoute.route])
extension Program {
    /// Reads the settings of a handler, which takes one argument at most: `--help`, `--version` or one
    /// of ``Program/options``.
    ///
    /// Ends the program when it was asked for help or its version (status 0), for other arguments (64, `EX_USAGE`), and
    /// when a setting is missing or bad (78, `EX_CONFIG`).
    package func handlerSettings<each Group: SettingsGroup>(
        _ groups: repeat (each Group).Type
    ) -> (repeat each Group) {
        switch Self.arguments.first {
        case nil: break
        case "--help", "-h":
            var table = [Settings.file]
            repeat table += (each groups).table
            print(Help.text(name: name, purpose: purpose, options: options, table: table), terminator: "")
            exit(0)
        case "--version":
            print("\(name) (Latchkey) \(Self.version)")
            exit(0)
        case let argument? where options[argument] != nil: break
        case let argument?:
            StandardError.write("\(name): takes no argument “\(argument)”; “\(name) --help” says what it reads")
            exit(64)
        }
        return settings(repeat each groups)
    }

    /// Whether the program was asked for one of ``Program/options``.
    package func isAsked(for option: String) -> Bool {
        options[option] != nil && Self.arguments.first == option
    }

    /// Serves until the program is told to stop, or one request as plain CGI; then ends it: 0, 69 (`EX_UNAVAILABLE`)
    /// when there is nothing to serve on, or 75 (`EX_TEMPFAIL`) when a request was left unanswered.
    ///
    /// - Parameters:
    ///   - server: how to listen.
    ///   - routes: what there is to answer.
    ///   - claimedName: the name that a request claims, where it is well formed, for the log line of a request that was
    ///     refused or reached no route; nil when all routes are open.
    ///   - tokens: for the forms on pages; nil when there are none.
    ///   - pages: show problems to people; nil when the program has no pages.
    package func serve(
        _ server: ServerSettings, routes: [Route], claimedName: (@Sendable (Request) -> String?)? = nil,
        tokens: (any FormTokenIssuer)? = nil, pages: (any PortalPages)? = nil
    ) -> Never {
        let log = log(level: server.logLevel)
        let dispatcher = Dispatcher(
            routes: routes, claimedName: claimedName, tokens: tokens, pages: pages,
            maximumRequestsPerCaller: server.maximumRequestsPerCaller, timeout: server.requestTimeout, log: log)
        let ending: Server.Ending
        do {
            ending = try Server(
                listen: server.listen, limits: server.limits, refusal: dispatcher.response, handler: dispatcher
            ).run(on: loop)
        } catch {
            StandardError.write("\(name): \(error)")
            exit(69)
        }
        if ending == .abandoned { log.logger.error("stopped before all requests were answered") }
        // All output is written by now, and a CGI program needn't wait for the exit handlers of thirty libraries.
        _exit(ending == .finished ? 0 : 75)
    }
}
