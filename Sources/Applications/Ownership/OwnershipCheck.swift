package import AWS
import Cryptography
import Formats

/// Proves that whoever decides about a role wants an application to have its sessions: the role's trust policy has to let
/// Latchkey in with the application's ExternalId, and with no other.
///
/// The sessions that this opens may do nothing and are forgotten.
package struct OwnershipCheck: Sendable {
    private static let nothing =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#

    private let sts: STS

    package init(sts: STS) { self.sts = sts }

    /// - Throws: ``ApplicationsError/notProved(_:_:externalID:)``, and the errors of any call.
    func prove(_ role: RoleARN, externalID: String) async throws(ApplicationsError) {
        guard try await isOpen(role, externalID, as: SourceIdentity("latchkey")) else {
            throw .notProved(.denied, role, externalID: externalID)
        }
        // With as little as possible, so that nothing else than the ExternalId can be why AWS refuses.
        guard try await !isOpen(role, nil) else {
            throw .notProved(.openWithoutExternalID, role, externalID: externalID)
        }
        let other = Base64URL.encode(Random.bytes(32))
        guard try await !isOpen(role, other) else { throw .notProved(.openWithOthers, role, externalID: externalID) }
    }

    private func isOpen(
        _ role: RoleARN, _ externalID: String?, as person: SourceIdentity? = nil
    ) async throws(ApplicationsError) -> Bool {
        guard let name = RoleSessionName("latchkey-registration") else { return false }
        do throws(AWSError) {
            _ = try await sts.assumeRole(
                AssumeRoleInput(
                    roleARN: role.arn, roleSessionName: name, durationSeconds: Registration.durations.lowerBound,
                    sourceIdentity: person, policy: Self.nothing, externalID: externalID))
            return true
        } catch  where error.isAccessDenied {
            return false
        } catch {
            throw .aws(error)
        }
    }
}
