internal import AWS
import Formats
internal import HTTPTypes

/// `GET /health`: the process is alive and serves.
package enum Health {
    /// Anyone may ask; the form is that of draft-inadarei-api-health-check.
    package static let route = Route(open: .get, "/health", offers: [.health, .json, .plain]) { exchange in
        if exchange.media == .plain { return Reply(content: .bytes(Array("pass\n".utf8), .plain)) }
        return .json(["status": "pass", "version": .string(Program.version)], type: exchange.media)
    }
}
