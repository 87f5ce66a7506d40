import Formats

/// A text that was checked once, when it was made, so that nothing behind it checks again.
///
/// Conforming types say in `init?(_:)` what AWS allows; any value of theirs is well formed.
package protocol CheckedText: LosslessStringConvertible, Hashable, Comparable, Sendable {
    /// The text, as AWS spells it.
    var rawValue: String { get }
}

extension CheckedText {
    package var description: String { rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Whether both name the same thing to AWS, which compares IAM names without regard to case.
    package func isSame(as other: Self) -> Bool {
        rawValue.utf8.elementsEqual(other.rawValue.utf8) { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension String {
    /// Whether the text has a length in `lengths` and every byte of it passes `allowed`.
    ///
    /// The tests used here pass ASCII only, so bytes and characters count the same.
    func consists(of allowed: (UInt8) -> Bool, lengths: ClosedRange<Int>) -> Bool {
        lengths.contains(utf8.count) && utf8.allSatisfy(allowed)
    }
}
