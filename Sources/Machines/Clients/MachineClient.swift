import Formats
import Settings

/// A program that may sign machines in: a public client of OAuth (RFC 6749, section 2.1), which has no secret.
package struct MachineClient: Sendable, Equatable {
    /// Its `client_id`.
    package let name: String
    /// The path of its redirect on the machine itself, at whatever port.
    package let path: String

    /// Reads `name=/path`; nil for another form.
    package init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isInName = { (byte: UInt8) in byte.isWordByte || ".-".utf8.contains(byte) }
        let isInPath = { (byte: UInt8) in isInName(byte) || byte == UInt8(ascii: "/") }
        guard parts.count == 2, let name = SettingForm.text(1...64, isInName)(parts[0]),
            let path = SettingForm.text(1...128, isInPath)(parts[1]), path.utf8.first == UInt8(ascii: "/")
        else { return nil }
        self.name = name
        self.path = path
    }
}
