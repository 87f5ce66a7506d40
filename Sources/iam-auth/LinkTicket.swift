import Formats
import IdentityProofs

/// What the code of a link stands for: who is signed in by it, where, and where they go then.
struct LinkTicket: Sendable, Equatable {
    /// How long a link is good, in seconds.
    static let lifetime: Double = 60

    /// Who proved to be it, and when.
    var session: Session
    var server: ServerName
    var returnAddress: ReturnAddress

    var bytes: [UInt8] {
        let object: JSONValue = [
            "session": .string(String(decoding: session.bytes, as: UTF8.self)), "server": .string(server.description),
            "return": .string(returnAddress.path),
        ]
        return object.bytes
    }

    init(session: Session, server: ServerName, returnAddress: ReturnAddress) {
        self.session = session
        self.server = server
        self.returnAddress = returnAddress
    }

    /// Reads what was sealed; nil for what another version sealed.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSONReader.read(bytes, maximumDepth: 1),
            let session = json["session"]?.string.flatMap({ Session(Array($0.utf8)) }),
            let server = json["server"]?.string.flatMap({ ServerName($0) }),
            let address = json["return"]?.string.flatMap({ ReturnAddress($0, origin: "https://\(server)") })
        else { return nil }
        self.init(session: session, server: server, returnAddress: address)
    }
}
