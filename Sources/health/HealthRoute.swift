import Formats
import HTTPTypes
import Program
import Web

/// `GET /health`: the process is alive and serves.
enum HealthRoute {
    /// Anyone may ask; the form is that of draft-inadarei-api-health-check.
    static let route = Route(open: .get, "/health", offers: [.health, .json, .plain]) { context in
        if context.media == .plain { return Reply(content: .bytes(Array("pass\n".utf8), .plain)) }
        return .json(["status": "pass", "version": .string(Program.version)], type: context.media)
    }
}
