package import AWS
import Cryptography
import Formats
import Grants

/// Proves that whoever decides about a role wants an application to have its sessions: the role's trust policy has to let
/// Latchkey in with the application's ExternalId, and with no other.
///
/// A trust policy may also want a source identity or tags, so Latchkey comes as it will for users: what lets it in then must be
/// the ExternalId. The sessions that this opens may do nothing and are forgotten.
package struct OwnershipCheck: Sendable {
    /// The value of tags that come of a claim.
    private static let claimed = "latchkey"

    /// What a session is asked for with, beside the ExternalId.
    private struct Manner {
        var person: SourceIdentity?
        var tags: [Tag] = []
    }

    private let sts: STS

    package init(sts: STS) { self.sts = sts }

    /// - Parameters:
    ///   - registration: the role, and the tags that its sessions will have.
    ///   - externalID: the application's.
    /// - Throws: ``ApplicationsError/notProved(_:_:externalID:)``, and the errors of any call.
    func prove(_ registration: Registration, externalID: String) async throws(ApplicationsError) {
        let role = registration.role
        let person = SourceIdentity("latchkey")
        let asUsers = Manner(person: person, tags: Self.tags(of: registration))
        guard try await isOpen(role, externalID, asUsers) else {
            throw .notProved(.denied, role, externalID: externalID)
        }
        // Also with less, because some of it can be why AWS refuses.
        let other = Base64URL.encode(Random.bytes(32))
        let withLess = asUsers.tags.isEmpty ? [Manner()] : [Manner(person: person), Manner()]
        for manner in [asUsers] + withLess {
            guard try await !isOpen(role, nil, manner) else {
                throw .notProved(.openWithoutExternalID, role, externalID: externalID)
            }
            guard try await !isOpen(role, other, manner) else {
                throw .notProved(.openWithOthers, role, externalID: externalID)
            }
        }
    }

    /// The tags that every session has.
    private static func tags(of registration: Registration) -> [Tag] {
        registration.tags.mappings.compactMap { mapping in
            switch mapping.source {
            case .constant(let value): Tag(key: mapping.key, value: value)
            case .claim(_, .required, _): Tag(key: mapping.key, value: claimed)
            case .claim(_, .optional, _): nil
            }
        }
    }

    private func isOpen(
        _ role: RoleARN, _ externalID: String?, _ manner: Manner
    ) async throws(ApplicationsError) -> Bool {
        guard let name = RoleSessionName("latchkey-registration") else { return false }
        do throws(AWSError) {
            _ = try await sts.assumeRole(
                AssumeRoleInput(
                    roleARN: role.arn, roleSessionName: name, durationSeconds: Registration.durations.lowerBound,
                    sourceIdentity: manner.person, policy: SessionLimits.noPermissions, tags: manner.tags,
                    externalID: externalID))
            return true
        } catch  where error.isAccessDenied {
            return false
        } catch {
            throw .aws(error)
        }
    }
}
