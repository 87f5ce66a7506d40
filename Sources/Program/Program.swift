private import CArguments
import Glibc
package import Logging
package import Reactor
package import Settings

/// What every program shares: its name and purpose, how its process is set up, its settings and its log.
package struct Program: Sendable {
    /// The version of all of Latchkey's programs.
    package static let version = "0.1.0"

    /// The program's name, as its file is called.
    package let name: String
    /// What it does, in a sentence or two.
    package let purpose: String
    /// What else it can be asked to do, by option, in words for `--help`.
    package let options: [String: String]
    /// What the program was asked for, without its name. Nothing under plain CGI, where web servers make arguments of a query without
    /// `=` (RFC 3875, section 4.4): whoever writes an address would be the operator.
    package static var arguments: [String] {
        ProcessEnvironment.isPlainCGI ? [] : Array(CommandLine.arguments.dropFirst())
    }
    /// What the program's requests to AWS say that they come from.
    package static var userAgent: String { "latchkey/\(version)" }
    /// The event loop on the main thread, where the program's requests, transfers and tasks run.
    package let loop: EventLoop

    /// - Parameters:
    ///   - name: the program's name, as its file is called.
    ///   - purpose: what it does, in a sentence or two.
    ///   - options: what else it can be asked to do, by option, in words for `--help`.
    ///   - runsOthers: whether it runs programs of the person's, which are as if the person had started them.
    package init(_ name: String, _ purpose: String, options: [String: String] = [:], runsOthers: Bool = false) {
        self.name = name
        self.purpose = purpose
        self.options = options
        Self.prepareProcess(runsOthers: runsOthers)
        do {
            loop = try EventLoop()
        } catch {
            StandardError.write("\(name): \(error)")
            exit(71)
        }
    }

    /// Sets the process up, before anything else: no core files, one heap arena, and no complaint from libdispatch in
    /// syslog for each thread, that only root may raise its priority.
    private static func prepareProcess(runsOthers: Bool) {
        if runsOthers { CoreDumps.disableForItself() } else { CoreDumps.disable() }
        Malloc.useOneArena()
        ProcessEnvironment.setDefault("LIBDISPATCH_LOG", "NO")
    }

    /// Reads the settings that the program needs.
    ///
    /// Ends the program with 78 (`EX_CONFIG`) when a setting is missing or bad, with all of them on standard error.
    package func settings<each Group: SettingsGroup>(_ groups: repeat (each Group).Type) -> (repeat each Group) {
        configured {
            try Settings.read(repeat each groups, environment: ProcessEnvironment.variables)
        }
    }

    /// What `make` returns; ends the program with 78 (`EX_CONFIG`) and the error on standard error when it throws.
    package func configured<Value>(_ make: () throws -> Value) -> Value {
        do {
            return try make()
        } catch {
            StandardError.write("\(name): \(error)")
            exit(78)
        }
    }

    /// The log of the program: a line of JSON per entry, on standard error.
    package func log(level: Logger.Level) -> JSONLogHandler { JSONLogHandler(level: level, program: name) }
}
