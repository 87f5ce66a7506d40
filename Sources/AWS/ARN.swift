/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
package struct ARN: CheckedText {
    package let rawValue: String
    /// `aws`, `aws-cn`, … as written; it may be one that ``Partition`` doesn't know.
    package let partition: String
    /// `iam`, `sts`, `dynamodb`, …
    package let service: String
    /// Empty where the service is global.
    package let region: String
    /// Nil where there is none, and for what AWS owns itself (`arn:aws:iam::aws:policy/ReadOnlyAccess`).
    package let accountID: AccountID?
    /// Everything behind the fifth colon, such as `role/user-role/user_alice`.
    package let resource: String

    /// Nil unless `text` has the six parts, no white space or control character, and at most 2,048 characters.
    package init?(_ text: String) {
        guard text.utf8.count <= 2_048, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        let parts = text.utf8.split(separator: 0x3a, maxSplits: 5, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        let account = parts[4]
        accountID = AccountID(account)
        guard accountID != nil || account.isEmpty || account == "aws" else { return nil }
        rawValue = text
        partition = parts[1]
        service = parts[2]
        region = parts[3]
        resource = parts[5]
    }

    /// What kind of resource it is: `role` in `role/user-role/user_alice`; empty where the resource has one part.
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
