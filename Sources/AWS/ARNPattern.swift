/// A pattern for ARNs of principals, such as `arn:aws:iam::123456789012:user/staff/*`.
///
/// Each of the six parts between colons is compared for itself, so that no `*` reaches over a colon.
package struct ARNPattern: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    private let parts: [TextPattern]

    /// Nil unless `text` begins with `arn:`, has six parts, and no white space.
    package init?(_ text: String) {
        let parts = Self.parts(of: text)
        guard parts.count == 6, parts[0] == "arn", !parts[5].isEmpty, text.utf8.count <= 2_048,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return nil }
        description = text
        self.parts = parts.map(TextPattern.init)
    }

    /// Whether the pattern stands for the whole ARN. Names of users and roles are compared without regard to case, as IAM does.
    package func matches(_ arn: ARN) -> Bool {
        let texts = Self.parts(of: arn.rawValue)
        guard texts.count == 6 else { return false }
        return zip(parts, texts).allSatisfy { $0.matches($1, arn.service == "iam" ? .ignored : .counts) }
    }

    /// Whether there is an ARN that both stand for, without regard to case.
    package func overlaps(_ other: ARNPattern) -> Bool {
        zip(parts, other.parts).allSatisfy { $0.overlaps($1) }
    }

    private static func parts(of text: String) -> [String] {
        text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    }
}
