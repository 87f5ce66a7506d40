package import AWS
package import Concurrency
import Cryptography
import Formats
import FoundationEssentials
package import Secrets

/// Makes and reads tickets: enrolments that travel by the page or program that asked, and that nobody else can write.
///
/// A ticket is `<base64url>.<HMAC>` of four lines: when it ends, in seconds since 1970, and the serial numbers of the new device,
/// of the one that was proved, and of the one that is replaced, where there are. The HMAC is over the user's name too, so that
/// a ticket is good for one person. Any node reads the ticket of another; nothing is stored. It is used once because IAM enables
/// a device once.
package struct EnrolmentTickets: Sendable {
    /// For how many seconds a ticket is good: to find the telephone, install an app, and wait for two codes.
    package static let lifetime = 15 * 60
    private static let maximumLength = 2_000

    private let key: HMACKey
    private let timekeeper: Timekeeper

    /// - Parameters:
    ///   - secret: the key, the same on all nodes.
    ///   - timekeeper: the clock.
    package init(secret: Secret, timekeeper: Timekeeper = .system) {
        key = HMACKey(secret)
        self.timekeeper = timekeeper
    }

    package func ticket(for enrolment: Enrolment, of user: UserName) -> String {
        let end = Int(timekeeper.now().timeIntervalSince1970) + Self.lifetime
        let proved =
            switch enrolment.grounds {
            case .firstDevice: ""
            case .holds(let device): device.rawValue
            }
        let text = "\(end)\n\(enrolment.serialNumber)\n\(proved)\n\(enrolment.replaced?.rawValue ?? "")"
        return "\(Base64URL.encode(Array(text.utf8))).\(code(text, user))"
    }

    /// The enrolment of a ticket; nil if it is over, another person's, or not ours.
    package func enrolment(of ticket: String, by user: UserName) -> Enrolment? {
        guard ticket.utf8.count <= Self.maximumLength else { return nil }
        let parts = ticket.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = Base64URL.decode(utf8: Array(parts[0])[...]) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let expected = Array(code(text, user).utf8)
        guard constantTimeEqual(Array(parts[1]).span, expected.span) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count == 4, let end = Int(lines[0]), end > Int(timekeeper.now().timeIntervalSince1970),
            let serialNumber = MFASerialNumber(lines[1])
        else { return nil }
        return Enrolment(
            serialNumber: serialNumber, grounds: MFASerialNumber(lines[2]).map { .holds($0) } ?? .firstDevice,
            replaced: MFASerialNumber(lines[3]))
    }

    /// The code of a text. Neither a name nor a serial number has a line feed, so that the parts can't run into each other.
    private func code(_ text: String, _ user: UserName) -> String {
        Hexadecimal.encode(key.authenticationCode(for: "latchkey MFA enrolment\n\(user)\n\(text)"))
    }
}
