package import AWS
import Concurrency
package import Transport

/// Opens sessions of access roles, with as many of the optional tags as AWS has room for.
package struct GrantIssuer: Sendable {
    private let client: Client
    private let timeout: Duration

    /// - Parameters:
    ///   - client: its credentials are the broker's. A ``RateLimiter`` that paces sessions keeps it under STS's quota.
    ///   - timeout: how long all calls for one session may take together.
    package init(client: Client, timeout: Duration = .seconds(10)) {
        self.client = client
        self.timeout = timeout
    }

    /// Opens a session.
    ///
    /// AWS tells only that tags and policy are too large, not by how much. The fewest tags that have to go are found by halving:
    /// of 49 optional tags, in eight calls at the most.
    ///
    /// - Parameters:
    ///   - request: what the session is.
    ///   - journal: where the calls are recorded.
    /// - Returns: the session's credentials, and which tags it has.
    /// - Throws: ``GrantError/tooLarge(_:)``, ``GrantError/denied(permission:_:)``, ``GrantError/refused(_:)`` or
    ///   ``GrantError/aws(_:)``.
    package func issue(_ request: GrantRequest, journal: CallJournal? = nil) async throws(GrantError) -> Grant {
        let sts = STS(client.with(deadline: client.timekeeper.instant() + timeout, journal: journal))
        let error: GrantError
        do throws(GrantError) {
            return try await open(request, dropping: 0, by: sts)
        } catch let failure {
            error = failure
        }
        // `tooFew` dropped tags were too few, and `enough` were enough.
        var tooFew = 0
        var enough = request.optionalCount
        guard case .tooLarge = error, enough > 0 else { throw error }
        var grant = try await open(request, dropping: enough, by: sts)
        while enough - tooFew > 1 {
            let middle = (tooFew + enough) / 2
            do throws(GrantError) {
                grant = try await open(request, dropping: middle, by: sts)
                enough = middle
            } catch {
                guard case .tooLarge = error else { throw error }
                tooFew = middle
            }
        }
        return grant
    }

    private func open(_ request: GrantRequest, dropping count: Int, by sts: STS) async throws(GrantError) -> Grant {
        let (input, dropped) = request.assumeRole(dropping: count)
        do throws(AWSError) {
            let session = try await sts.assumeRole(input)
            return Grant(
                credentials: session.credentials, tags: input.tags, droppedTags: dropped,
                packedPolicySize: session.packedPolicySize)
        } catch {
            throw GrantError(error)
        }
    }
}
