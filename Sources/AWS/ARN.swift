/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
package struct ARN: CheckedText {
    /// The whole ARN. Its parts are read from it when they are asked for, because most ARNs are only passed on.
    package let rawValue: String

    /// `aws`, `aws-cn`, … It may be one that ``Partition`` doesn't know.
    package var partition: String { part(1) }
    /// `iam`, `sts`, `dynamodb`, …
    package var service: String { part(2) }
    /// Empty if the service is global.
    package var region: String { part(3) }
    /// Nil if the ARN has none, or names something of AWS's own, such as `arn:aws:iam::aws:policy/ReadOnlyAccess`.
    package var accountID: AccountID? { AccountID(part(4)) }
    /// Everything after the fifth colon, such as `role/user-role/user_alice`.
    package var resource: String { part(5) }

    /// Nil unless `text` has the six parts, no white space or control character, and at most 2,048 characters.
    package init?(_ text: String) {
        // The places of the first five colons; the resource may have more.
        var colons: [5 of Int] = .init(repeating: 0)
        var count = 0
        let bytes = text.utf8.span
        guard bytes.count <= 2_048 else { return nil }
        for index in bytes.indices {
            guard bytes[index] > 0x20, bytes[index] != 0x7F else { return nil }
            if count < 5, bytes[index] == Self.separator {
                colons[count] = index
                count += 1
            }
        }
        guard count == 5, text.utf8.starts(with: "arn:".utf8), colons[1] > colons[0] + 1, colons[2] > colons[1] + 1,
            colons[4] + 1 < bytes.count
        else { return nil }
        rawValue = text
        if colons[4] == colons[3] + 1 { return }
        let account = part(4)
        guard account == "aws" || AccountID(account) != nil else { return nil }
    }

    private static let separator = UInt8(ascii: ":")

    private func part(_ index: Int) -> String {
        let bytes = rawValue.utf8.span
        var start = 0
        var colons = 0
        while colons < index {
            if bytes[start] == Self.separator { colons += 1 }
            start += 1
        }
        // The resource may have colons of its own.
        var end = index == 5 ? bytes.count : start
        while end < bytes.count, bytes[end] != Self.separator { end += 1 }
        let utf8 = rawValue.utf8
        let first = utf8.index(utf8.startIndex, offsetBy: start)
        return String(Substring(utf8[first..<utf8.index(first, offsetBy: end - start)]))
    }

    /// The kind of resource: `role` in `role/user-role/user_alice`; empty if the resource has only one part.
    package var resourceType: String {
        let resource = resource
        guard let end = resource.utf8.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == Self.separator }) else {
            return ""
        }
        return String(resource[..<end])
    }

    /// The last part of the resource: `user_alice` in `role/user-role/user_alice`.
    package var resourceName: String {
        let resource = resource
        guard let slash = resource.utf8.lastIndex(of: UInt8(ascii: "/")) else { return resource }
        return String(resource[resource.utf8.index(after: slash)...])
    }
}
