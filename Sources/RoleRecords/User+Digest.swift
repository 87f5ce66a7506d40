package import AWS
import Cryptography
import Formats

extension User {
    /// A digest of all that IAM says about the user itself, without policies. It changes with any of it.
    ///
    /// Records keep it, so its form must stay as it is: otherwise each user's next login syncs.
    package var digest: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", userID)
            writer.member("arn", arn.description)
            writer.member("boundary", permissionsBoundary.map { .string($0.description) } ?? .null)
            writer.member("tags", .array(tags.sorted { $0.key < $1.key }.map { [.string($0.key), .string($0.value)] }))
        }
        var digits: [UInt8] = []
        SHA256.withDigest(of: writer.bytes.span) { Hexadecimal.append($0, to: &digits) }
        return String(decoding: digits, as: UTF8.self)
    }
}
