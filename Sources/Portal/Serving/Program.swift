internal import FastCGI
internal import FoundationEssentials
internal import Glibc
package import Logging
package import Reactor

/// A handler as a program: its words for `--help`, its settings, and how it serves.
///
///     let program = Program("health", "Answers whether the process is alive.")
///     let server = program.settings(ServerSettings.self)
///     program.serve(server, routes: [Health.route])
package struct Program: Sendable {
    /// The version of all of Latchkey's programs.
    package static let version = "0.1.0"

    /// The program's name, which is its route's.
    package let name: String
    private let purpose: String
    /// Where everything of the program runs, on its main thread.
    package let loop: EventLoop

    /// - Parameters:
    ///   - name: the program's name.
    ///   - purpose: what it does, in a sentence or two.
    package init(_ name: String, _ purpose: String) {
        self.name = name
        self.purpose = purpose
        Self.prepareProcess()
        do {
            loop = try EventLoop()
        } catch {
            StandardError.write("\(name): \(error)")
            exit(71)
        }
    }

    /// What every process of ours does first: it leaves no core files, has one arena, and keeps libdispatch from telling
    /// syslog for each thread that only root may raise its priority.
    package static func prepareProcess() {
        CoreDumps.disable()
        Malloc.useOneArena()
        ProcessEnvironment.setDefault("LIBDISPATCH_LOG", "NO")
    }

    /// Reads the settings that the program needs.
    ///
    /// Ends the program when it was asked for help or its version (status 0), for wrong arguments (64, `EX_USAGE`), and
    /// when a setting is missing or bad (78, `EX_CONFIG`), with all of them on standard error.
    package func settings<each Group: SettingsGroup>(
        _ groups: repeat (each Group).Type, arguments: [String] = CommandLine.arguments
    ) -> (repeat each Group) {
        var table = [Settings.file]
        repeat table += (each groups).table
        switch arguments.dropFirst().first {
        case nil: break
        case "--help", "-h":
            print(Help.text(name: name, purpose: purpose, table: table), terminator: "")
            exit(0)
        case "--version":
            print("\(name) (Latchkey) \(Self.version)")
            exit(0)
        case let argument?:
            StandardError.write("\(name): takes no argument “\(argument)”; “\(name) --help” says what it reads")
            exit(64)
        }
        do {
            return try Settings.read(repeat each groups)
        } catch {
            StandardError.write("\(name): \(error)")
            exit(78)
        }
    }

    /// The log of a program.
    package func log(_ server: ServerSettings) -> Logger {
        var log = Logger(label: name) { _ in JSONLogHandler(level: server.logLevel) }
        log[metadataKey: "program"] = .string(name)
        return log
    }

    /// Serves until the program is told to stop, or one request as plain CGI; then ends it: 0, 69 (`EX_UNAVAILABLE`) when
    /// there is nothing to serve on, or 75 (`EX_TEMPFAIL`) when a request was left unanswered.
    ///
    /// - Parameters:
    ///   - server: how to listen.
    ///   - identity: who is asking; nil when all routes are open.
    ///   - forms: for the forms on pages; nil when there are none.
    ///   - routes: what there is to answer.
    package func serve(
        _ server: ServerSettings, identity: IdentitySettings? = nil, forms: FormSettings? = nil, routes: [Route]
    ) -> Never {
        let log = log(server)
        let dispatcher = Dispatcher(
            routes: routes, gateway: identity.map(Gateway.init), tokens: forms.map { FormTokens(secret: $0.secret) },
            timeout: server.requestTimeout, log: log)
        let ending: Server.Ending
        do {
            ending = try Server(
                listen: server.listen, limits: server.limits, refusal: dispatcher.response, handler: dispatcher
            ).run(on: loop)
        } catch {
            StandardError.write("\(name): \(error)")
            exit(69)
        }
        if ending == .abandoned { log.error("stopped before all requests were answered") }
        // Nothing of ours waits to be written, and a plain CGI program needn't wait for thirty libraries to tidy up.
        _exit(ending == .finished ? 0 : 75)
    }
}
