import AWS
package import Concurrency
import FoundationEssentials
import Synchronization
package import Transport

/// Credentials for the users of applications: from memory while they last, and from STS otherwise.
///
/// - An answer is given again until a quarter of an hour before it expires, or for half of its life if that is shorter. The
///   AWS SDKs ask for new credentials from a quarter of an hour on.
/// - All who ask for the same at once share one call.
/// - A refusal that would come again is given again for ten seconds.
/// - An application has a bounded number of calls under way, so that none uses up what all share.
package final class Grants: Sendable {
    /// What is kept, and how much is asked at once.
    package struct Limits: Sendable {
        /// The most answers that are kept.
        package var answers = 10_000
        /// About how many bytes they may take together.
        package var bytes = 48 << 20
        /// The most calls that one application has under way.
        package var callsPerApplication = 64

        package init() {}
    }

    /// How often what happened.
    package struct Figures: Sendable, Hashable {
        /// Answers from memory.
        package var kept = 0
        /// Requests that waited for a call which another had made.
        package var shared = 0
        /// Sessions that STS opened.
        package var opened = 0
        /// Refusals of STS, and other failures.
        package var failed = 0
        /// Sessions that lack an optional tag because AWS had no room for it.
        package var shortened = 0
    }

    /// Where an answer is from.
    package enum Source: String, Sendable, Hashable {
        case memory
        /// STS, which another request had asked already.
        case shared
        case sts
    }

    /// Credentials, and where they are from.
    package struct Answer: Sendable, Hashable {
        package var grant: Grant
        package var source: Source
    }

    private typealias Call = SharedTask<Result<Grant, GrantError>>

    private struct State {
        var cache: GrantCache
        /// The calls under way, each with a number of its own.
        var calls: [[UInt8]: (number: Int, call: Call, application: String)] = [:]
        var lastNumber = 0
        /// How many calls each application has under way.
        var callCounts: [String: Int] = [:]
        var figures = Figures()
    }

    private enum Choice {
        case answer(Result<Grant, GrantError>)
        case wait(Call, Source)
    }

    private static let margin: TimeInterval = 16 * 60
    private static let refusalLife: TimeInterval = 10

    private let issuer: GrantIssuer
    private let limits: Limits
    private let timekeeper: Timekeeper
    private let state: Mutex<State>

    /// - Parameters:
    ///   - issuer: opens the sessions.
    ///   - limits: what is kept, and asked at once.
    ///   - timekeeper: tells when credentials expire; AWS's clock (`Client.awsTimekeeper`).
    package init(issuer: GrantIssuer, limits: Limits = Limits(), timekeeper: Timekeeper) {
        self.issuer = issuer
        self.limits = limits
        self.timekeeper = timekeeper
        state = Mutex(State(cache: GrantCache(maximumCount: limits.answers, maximumByteCount: limits.bytes)))
    }

    package var figures: Figures { state.withLock { $0.figures } }

    /// Credentials for an application's user from memory.
    ///
    /// - Parameter request: what they are for.
    /// - Returns: what is kept; nil if STS has to be asked.
    /// - Throws: a ``GrantError`` that is given again.
    package func keptAnswer(_ request: GrantRequest) throws(GrantError) -> Answer? {
        let digest = request.digest
        let now = timekeeper.now()
        let found = state.withLock { state in
            let answer = state.cache.answer(for: digest, at: now)
            if answer != nil { state.figures.kept += 1 }
            return answer
        }
        return try found.map { (answer) throws(GrantError) in Answer(grant: try answer.get(), source: .memory) }
    }

    /// Credentials for an application's user.
    ///
    /// - Parameters:
    ///   - request: what they are for.
    ///   - journal: where a call to STS is recorded, unless another's call is shared.
    /// - Returns: credentials that are good for a while yet, and their tags.
    /// - Throws: ``GrantError``.
    package func answer(_ request: GrantRequest, journal: CallJournal? = nil) async throws(GrantError) -> Answer {
        switch choose(request, journal) {
        case .answer(let answer): return Answer(grant: try answer.get(), source: .memory)
        case .wait(let call, let source):
            guard let result = await call.value() else { throw .cancelled }
            return Answer(grant: try result.get(), source: source)
        }
    }

    /// Forgets all answers for an application, because something changed that they were made for. The answers of calls that are
    /// under way are given to those who wait for them, and to nobody else.
    package func forget(application: String) {
        state.withLock { state in
            state.cache.removeAll(of: application)
            state.calls = state.calls.filter { !$0.value.application.utf8.elementsEqual(application.utf8) }
        }
    }

    private func choose(_ request: GrantRequest, _ journal: CallJournal?) -> Choice {
        let digest = request.digest
        let now = timekeeper.now()
        return state.withLock { state in
            if let answer = state.cache.answer(for: digest, at: now) {
                state.figures.kept += 1
                return .answer(answer)
            }
            if let call = state.calls[digest]?.call, call.join() {
                state.figures.shared += 1
                return .wait(call, .shared)
            }
            let count = state.callCounts[request.application, default: 0]
            guard count < limits.callsPerApplication else { return .answer(.failure(.busy)) }
            state.callCounts[request.application] = count + 1
            state.lastNumber += 1
            let call = begin(request, digest, number: state.lastNumber, journal)
            state.calls[digest] = (state.lastNumber, call, request.application)
            // Nobody else knows the call yet, so it isn't abandoned.
            return call.join() ? .wait(call, .sts) : .answer(.failure(.cancelled))
        }
    }

    private func begin(
        _ request: GrantRequest, _ digest: [UInt8], number: Int, _ journal: CallJournal?
    ) -> Call {
        Call { [self] in
            let result: Result<Grant, GrantError>
            do throws(GrantError) {
                result = .success(try await issuer.issue(request, journal: journal))
            } catch {
                result = .failure(error)
            }
            finish(request, digest, number: number, result)
            return result
        }
    }

    private func finish(
        _ request: GrantRequest, _ digest: [UInt8], number: Int, _ result: Result<Grant, GrantError>
    ) {
        let now = timekeeper.now()
        let end = Self.end(of: result, for: request, at: now)
        state.withLock { state in
            // Where all who waited have gone, another call may have taken this one's place; or it was to be forgotten.
            let isCurrent = state.calls[digest]?.number == number
            if isCurrent { state.calls[digest] = nil }
            let count = state.callCounts[request.application, default: 1] - 1
            state.callCounts[request.application] = count > 0 ? count : nil
            switch result {
            case .success(let grant):
                state.figures.opened += 1
                if !grant.droppedTags.isEmpty { state.figures.shortened += 1 }
            case .failure: state.figures.failed += 1
            }
            if isCurrent, let end {
                state.cache.keep(result, for: digest, of: request.application, until: end, at: now)
            }
        }
    }

    /// Until when an answer is given again; nil for not at all.
    private static func end(
        of result: Result<Grant, GrantError>, for request: GrantRequest, at now: Date
    ) -> Date? {
        switch result {
        case .success(let grant):
            let margin = min(margin, TimeInterval(request.durationSeconds) / 2)
            return grant.credentials.expiration.map { $0 - margin }
        case .failure(let error): return error.isLasting ? now + refusalLife : nil
        }
    }
}
