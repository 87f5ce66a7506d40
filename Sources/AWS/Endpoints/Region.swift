import Formats

/// An AWS Region in one of the partitions of ``Partition``.
///
/// It becomes part of host names, so that it may contain letters, digits and hyphens only.
package struct Region: CheckedText {
    package let rawValue: String
    package let partition: Partition

    /// Nil unless `text` looks like a Region (`us-east-1`, `us-gov-west-1`, `eusc-de-east-1`) of a known partition.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard
            text.utf8.count <= 32, parts.count >= 3,
            parts.dropLast().allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIILowercase) }),
            let number = parts.last, (1...2).contains(number.utf8.count), number.utf8.allSatisfy(\.isASCIIDigit),
            let partition = Partition(regionParts: parts)
        else { return nil }
        rawValue = text
        self.partition = partition
    }

    /// A Region whose name is in our own table.
    init(known name: String, in partition: Partition) {
        rawValue = name
        self.partition = partition
    }
}
