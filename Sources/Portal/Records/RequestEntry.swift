internal import HTTPTypes
internal import Logging

/// What the log says about one request: never a query, a body or a header.
struct RequestEntry {
    let id: String
    let calls = CallLog()
    var caller: String?
    var method = "-"
    /// The route's pattern rather than the path, which may hold what a client made up.
    var route: String?
    var status = 0
    var allow: [HTTPRequest.Method] = []
    private var problem: Problem?

    init(id: String) {
        self.id = id
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
        if let route { metadata["route"] = .string(route) }
        if let problem {
            metadata["problem"] = .string(problem.kind)
            if let cause = problem.cause { metadata["cause"] = .string(cause) }
        }
        let records = calls.records
        if !records.isEmpty { metadata["aws"] = .stringConvertible(JSONMetadata(.array(records.map(\.json)))) }
        log.log(level: level, "request", metadata: metadata)
    }

    private var level: Logger.Level {
        switch status {
        case 500...: .error
        case 401, 403: .warning
        default: .info
        }
    }
}
