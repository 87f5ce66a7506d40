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
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        // The places of the first five colons; the resource may have more.
        var colons: [5 of Int] = .init(repeating: 0)
        var count = 0
        let bytes = text.utf8.span
        for index in bytes.indices where bytes[index] == Self.separator && count < 5 {
            colons[count] = index
            count += 1
        }
        guard count == 5, text.utf8.starts(with: "arn:".utf8), colons[1] > colons[0] + 1, colons[2] > colons[1] + 1,
            colons[4] + 1 < bytes.count
        else { return nil }
        rawValue = text
        let account = part(4)
        guard account.isEmpty || account == "aws" || AccountID(account) != nil else { return nil }
    }

    private static let separator = UInt8(ascii: ":")

    private func part(_ index: Int) -> String {
        var rest = rawValue.utf8[...]
        for _ in 0..<index { rest = rest.drop { $0 != Self.separator }.dropFirst() }
        // The resource may have colons of its own.
        return String(Substring(index == 5 ? rest : rest.prefix { $0 != Self.separator }))
    }

    /// The kind of resource: `role` in `role/user-role/user_alice`; empty if the resource has only one part.
    package var resourceType: String {
        guard let end = resource.firstIndex(where: { $0 == "/" || $0 == ":" }) else { return "" }
        return String(resource[..<end])
    }

    /// The last part of the resource: `user_alice` in `role/user-role/user_alice`.
    package var resourceName: String {
        guard let slash = resource.lastIndex(of: "/") else { return resource }
        return String(resource[resource.index(after: slash)...])
    }
}
