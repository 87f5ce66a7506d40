package import AWS
import FoundationEssentials

/// Looks for the access key that a request may have made whose answer got lost, and deletes it: nobody will ever know its
/// secret.
package struct LostAccessKey {
    /// What became of it.
    package enum Outcome: Sendable, Equatable {
        /// The key was found and deleted.
        case deleted
        /// A key may be left. These keys appeared while the request ran: they may be those of other requests, and AWS may
        /// list ours later.
        case mayExist([AccessKeyID])
    }

    let user: UserName
    /// The keys that the user had before the request.
    let existing: Set<AccessKeyID>
    /// When the request ran, by AWS's clock.
    let time: ClosedRange<Date>
    let creations: AccessKeyCreations
    let iam: RetryingIAM

    /// Deletes the key if it can be nobody else's: no other key appeared since, AWS made it during the request, it was
    /// never used, and this process didn't hand it out.
    func delete() async -> Outcome {
        let appeared = await appearedKeys()
        let ids = appeared.map(\.accessKeyID)
        // AWS gives creation dates, and the time in its answers, in whole seconds.
        let latest = time.upperBound.addingTimeInterval(1)
        guard let key = appeared.first, ids.count == 1, let date = key.createDate, date <= latest,
            await isUnused(key.accessKeyID), await iam.delete(key.accessKeyID, of: user)
        else { return .mayExist(ids) }
        return .deleted
    }

    /// The keys that are new since the request began and that this process didn't hand out, as soon as IAM lists any.
    private func appearedKeys() async -> [AccessKeyMetadata] {
        let (user, existing, creations) = (user, existing, creations)
        let earliest = time.lowerBound.addingTimeInterval(-1)
        return await iam.answer { (iam) throws(AWSError) -> [AccessKeyMetadata]? in
            let keys = try await iam.listAccessKeys(userName: user).filter { key in
                !existing.contains(key.accessKeyID) && !creations.handedOut(key.accessKeyID)
                    && key.createDate.map { $0 >= earliest } ?? true
            }
            return keys.isEmpty ? nil : keys
        } ?? []
    }

    private func isUnused(_ id: AccessKeyID) async -> Bool {
        await iam.answer { (iam) throws(AWSError) in
            try await iam.getAccessKeyLastUsed(accessKeyID: id).lastUsedDate == nil
        } ?? false
    }
}
