import Formats

/// The ARN of a KMS key: `arn:aws:kms:REGION:ACCOUNT:key/ID`.
///
/// An alias isn't taken: whoever may change it decides which key it stands for.
package struct KMSKeyARN: CheckedText {
    package let rawValue: String
    /// Where the key is, and where KMS has to be asked.
    package let region: Region
    package let account: AccountID

    /// Nil unless `text` is the ARN of a key in a Region of the ARN's partition.
    package init?(_ text: String) {
        guard let arn = ARN(text), arn.service == "kms", let region = Region(arn.region),
            region.partition.name == arn.partition, let account = arn.accountID
        else { return nil }
        let id = arn.resource.utf8.dropFirst(4)
        guard arn.resource.utf8.starts(with: "key/".utf8), (1...128).contains(id.count),
            id.allSatisfy({ $0.isASCIIDigit || $0.isASCIILowercase || $0 == UInt8(ascii: "-") })
        else { return nil }
        rawValue = text
        self.region = region
        self.account = account
    }
}
