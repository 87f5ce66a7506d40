package import AWS
import Cryptography
import Formats

extension User {
    /// A digest over all that IAM says of the user itself, without policies: whoever differs in any of it has another.
    package var digest: String {
        let user: JSONValue = [
            "id": .string(userID),
            "arn": .string(arn.description),
            "boundary": permissionsBoundary.map { .string($0.description) } ?? .null,
            "tags": .array(tags.sorted { $0.key < $1.key }.map { [.string($0.key), .string($0.value)] }),
        ]
        return Hexadecimal.encode(SHA256.digest(user.bytes))
    }
}
