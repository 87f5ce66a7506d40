import FoundationEssentials
import IdentityProofs

/// A proof that was believed.
struct Proof: Sendable {
    let proven: ProvenIdentity
    /// When it was made, in seconds since 1970: what was proved before a revocation counts no more after it.
    let moment: Int

    /// - Parameters:
    ///   - proven: who somebody proved to be.
    ///   - date: when, by the clock of whoever made the proof.
    ///   - now: the time by AWS's clock. A clock that is ahead of it makes no proof later than that.
    init(_ proven: ProvenIdentity, of date: Date, at now: Date) {
        self.proven = proven
        moment = Int(min(date, now).timeIntervalSince1970.rounded(.down))
    }
}
