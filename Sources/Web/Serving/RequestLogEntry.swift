import FastCGI
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
    private let method: String
    /// The route's pattern rather than the path, which may hold what a client made up.
    var route: PathPattern?
    var status = 0
    private var problem: Problem?

    init(_ request: Request) {
        id = RequestHead.id(request)
        method = RequestHead.method(of: request)?.rawValue ?? "-"
    }

    mutating func note(_ problem: Problem) {
        self.problem = problem
    }

    /// A logger whose lines carry the request's id.
    func logger(_ log: Logger) -> Logger {
        var log = log
        log[metadataKey: "id"] = .string(id)
        return log
    }

    func write(to log: Logger, elapsed: Duration) {
        let (seconds, attoseconds) = elapsed.components
        var metadata: Logger.Metadata = [
            "id": .string(id), "method": .string(method), "status": .stringConvertible(status),
            "ms": .stringConvertible(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)),
        ]
        if let caller { metadata["caller"] = .string(caller) }
        if let route { metadata["route"] = .string(route.description) }
        if let problem {
            metadata["problem"] = .string(problem.kind)
            if let cause = problem.cause { metadata["cause"] = .string(cause) }
        }
        let calls = journal.entries.map(Self.json)
        if !calls.isEmpty { metadata["aws"] = .stringConvertible(JSONMetadata(.array(calls))) }
        log.log(level: level, "request", metadata: metadata)
    }

    private static func json(_ call: CallJournal.Entry) -> JSONValue {
        [
            "service": .string(call.service), "operation": .string(call.operation),
            "result": .string(call.result), "ms": .integer(call.milliseconds), "tries": .integer(call.tries),
        ]
    }

    private var level: Logger.Level {
        switch status {
        case 500...: .error
        case 401, 403: .warning
        default: .info
        }
    }
}
