/// The path of an IAM user, group, role or policy, such as `/` or `/division/team/`.
package struct Path: CheckedText {
    package let rawValue: String

    /// The path of everything that was made without one: `/`.
    package static let root = Path()

    private init() { rawValue = "/" }

    /// Nil unless `text` begins and ends with `/` and is at most 512 printable ASCII characters.
    package init?(_ text: String) {
        let printable: (UInt8) -> Bool = { $0 >= 0x21 && $0 <= 0x7E }
        guard text.consists(of: printable, lengths: 1...512), text.hasPrefix("/"), text.hasSuffix("/") else {
            return nil
        }
        rawValue = text
    }
}
