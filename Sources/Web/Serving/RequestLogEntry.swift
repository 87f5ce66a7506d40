import Formats
import HTTPTypes
import Logging
import Problems
import Program
import Transport

/// What the log says about one request: never a query, a body or a header.
struct RequestLogEntry {
    let id: String
    let journal = CallJournal()
    /// The caller's name, or the one that a refused request claims.
    var caller: String?
    /// The method on the wire, where there is one.
    var method: HTTPRequest.Method?
    /// The route's pattern rather than the path, which may hold what a client made up.
    var route: PathPattern?
    var status = 0
    private var problem: Problem?

    init(id: String) {
        self.id = id
    }

    mutating func note(_ problem: Problem) {
        self.problem = problem
    }

    func write(to log: JSONLogHandler, elapsed: Duration) {
        let calls = journal.entries
        // By name, as the members of other lines are.
        log.writeLine(level, "request") { line in
            if !calls.isEmpty {
                line.member("aws") { line in
                    line.array { line in for call in calls { line.object { Self.write(call, to: &$0) } } }
                }
            }
            if let caller { line.member("caller", caller) }
            if let cause = problem?.cause { line.member("cause", cause) }
            line.member("id", id)
            line.member("method", method?.rawValue ?? "-")
            line.member("ms", .integer(Int(elapsed.attoseconds / 1_000_000_000_000_000)))
            if let problem { line.member("problem", problem.kind) }
            if let program = log.program { line.member("program", program) }
            if let route { line.member("route", route.description) }
            line.member("status", .integer(status))
        }
    }

    private static func write(_ call: CallJournal.Entry, to line: inout JSONWriter) {
        line.member("service", call.service)
        line.member("operation", call.operation)
        line.member("result", call.result)
        line.member("ms", .integer(call.milliseconds))
        line.member("tries", .integer(call.tries))
    }

    private var level: Logger.Level {
        switch status {
        case 500...: .error
        case 401, 403: .warning
        default: .info
        }
    }
}
