import AWS
import Cryptography
import Formats
import IAMPolicy

extension RolePlan {
    /// A digest of all that the plan asks for: 64 hexadecimal digits. Equal plans have equal fingerprints.
    package var fingerprint: String {
        func texts(_ documents: [ARN: PolicyDocument]) -> PolicyElement {
            .object(Dictionary(uniqueKeysWithValues: documents.map { ($0.description, .string($1.minified)) }))
        }
        let plan: PolicyElement = [
            "role": .string("\(path)\(roleName)"),
            "trust": .string(trustPolicy.minified),
            "duration": .string(String(maxSessionDuration)),
            "boundary": permissionsBoundary.map { .string($0.description) } ?? .null,
            "tags": .array(tags.map { [.string($0.key), .string($0.value)] }),
            "attached": texts(attachedPolicies),
            "own": texts(ownPolicies),
            "inline": .object(
                Dictionary(
                    uniqueKeysWithValues: inlinePolicies.map { ($0.rawValue, PolicyElement.string($1.minified)) })),
        ]
        return Hexadecimal.encode(SHA256.digest(plan.minified))
    }
}
