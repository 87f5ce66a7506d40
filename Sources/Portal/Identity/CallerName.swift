/// The bounds of a caller's name: 1 to 64 characters of ASCII `[\w+=,.@-]`, IAM's for a user name.
enum CallerName {
    /// The name when it is within the bounds.
    static func parse(_ text: String) -> String? {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isAllowed) ? text : nil
    }

    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "_+=,.@-".utf8.contains(byte)
        }
    }
}
