import Formats

/// A text that is checked when it is made, so that no other code needs to check it again.
///
/// The `init?(_:)` of a conforming type accepts only what AWS allows.
package protocol CheckedText: LosslessStringConvertible, Hashable, Comparable, Sendable {
    /// The text as AWS writes it.
    var rawValue: String { get }
}

extension CheckedText {
    package var description: String { rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Whether both are the same name to IAM, which ignores the case of names.
    package func isSame(as other: Self) -> Bool {
        rawValue.utf8.elementsEqual(other.rawValue.utf8) { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension String {
    /// Whether the number of bytes is in `lengths` and `allowed` is true for each byte.
    ///
    /// All callers allow ASCII only, so that the number of bytes is the number of characters.
    func consists(of allowed: (UInt8) -> Bool, lengths: ClosedRange<Int>) -> Bool {
        let bytes = utf8.span
        guard lengths.contains(bytes.count) else { return false }
        for index in bytes.indices where !allowed(bytes[index]) { return false }
        return true
    }
}
