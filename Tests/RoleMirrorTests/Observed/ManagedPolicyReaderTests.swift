import AWS
import Cryptography
import FoundationEssentials
import HTTPTypes
import Secrets
import Synchronization
import TestSupport
import Testing
import Transport

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct ManagedPolicyReaderTests {
    private static let start = Date(timeIntervalSince1970: 1_700_000_000.9)
    private static let longAgo = start - 86_400

    @Test func `a policy with one version is read in one round trip, and its document only once`() async throws {
        let bench = try Bench(.init(id: "A", created: Self.longAgo, document: "a"))
        #expect(try await bench.read() == "a")
        #expect(bench.takeCalls() == ["GetPolicy", "GetPolicyVersion"])
        #expect(try await bench.read() == "a")
        #expect(bench.takeCalls() == ["GetPolicy"])
    }

    @Test func `the document is read again when the policy was deleted and made again under its name`() async throws {
        let bench = try Bench(.init(id: "A", created: Self.longAgo, document: "a"))
        #expect(try await bench.read() == "a")
        bench.policy = .init(id: "B", created: Self.longAgo + 3_600, document: "b")
        #expect(try await bench.read() == "b")
        #expect(try await bench.read() == "b")
    }

    @Test(arguments: [-0.5, 0, 60])
    func `a guessed version isn't trusted when the policy may be younger than the guess`(age: TimeInterval) async throws
    {
        let bench = try Bench(.init(id: "B", created: Self.start + age, document: "b"), guessesFirst: true)
        bench.versionsBefore = [.init(id: "A", created: Self.start + age, document: "a")]
        #expect(try await bench.read() == "b")
        #expect(try await bench.read() == "b")
    }

    @Test func `a version that is older than its policy isn't cached`() async throws {
        let bench = try Bench(.init(id: "B", created: Self.longAgo, document: "b"))
        let old = Policy(id: "A", created: Self.longAgo - 1, document: "a")
        // IAM still answers with the old policy's version, to the guess and to the call after it.
        bench.versionsBefore = [old, old]
        #expect(try await bench.read() == "a")
        #expect(try await bench.read() == "b")
        _ = bench.takeCalls()
        #expect(try await bench.read() == "b")
        #expect(bench.takeCalls() == ["GetPolicy"])
    }

    @Test func `a reader that fails tells why, and leaves another one its readings`() async throws {
        let account = TwoPolicies()
        let documents = try account.reader()
        let failing = Task { try await documents.read([account.denied(), account.slow()]) }
        await until { account.count >= 3 }
        let other = Task { try await documents.read([account.slow()]) }
        let error = await failing.result
        #expect { try error.get() } throws: { ($0 as? AWSError)?.isAccessDenied == true }
        account.release()
        #expect(try await other.value == [account.slow(): "slow"])
    }

    @Test func `a policy that one reader gave up is read again for the next one`() async throws {
        let account = TwoPolicies()
        let documents = try account.reader()
        let cancelled = Task { try await documents.read([account.slow()]) }
        await until { account.count > 0 }
        cancelled.cancel()
        await #expect(throws: AWSError.transport(.cancelled, Operation(.iam, "GetPolicy"))) {
            try await cancelled.value
        }
        account.release()
        #expect(try await documents.read([account.slow()]) == [account.slow(): "slow"])
    }

    /// An account with a policy that may not be read, and one that is told only when the test says so.
    final class TwoPolicies: Transport {
        private let isReleased = Atomic(false)
        private let calls = Atomic(0)

        var count: Int { calls.load(ordering: .relaxed) }

        func denied() throws -> ARN { try policyARN("denied") }
        func slow() throws -> ARN { try policyARN("slow") }
        func release() { isReleased.store(true, ordering: .relaxed) }

        func reader() throws -> ManagedPolicyReader {
            let client = Client(
                transport: self,
                credentials: StaticCredentials(
                    Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))),
                endpoints: Endpoints(region: try #require(Region("us-east-1"))))
            return ManagedPolicyReader(iam: IAM(client), cache: BoundedCache(bound: 10), start: start)
        }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            calls.add(1, ordering: .relaxed)
            let form = String(decoding: request.body, as: UTF8.self)
            if form.contains("denied") {
                // The other policy is being read by then.
                await until { count >= 3 }
                return response(403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>")
            }
            await until { isReleased.load(ordering: .relaxed) }
            if Task.isCancelled { throw .cancelled }
            let date = longAgo.formatted(.iso8601)
            guard form.contains("Action=GetPolicyVersion") else {
                return response(
                    200,
                    """
                    <GetPolicyResponse><GetPolicyResult><Policy><PolicyName>slow</PolicyName><PolicyId>A</PolicyId>\
                    <Arn>arn:aws:iam::123456789012:policy/slow</Arn><DefaultVersionId>v1</DefaultVersionId>\
                    <CreateDate>\(date)</CreateDate></Policy></GetPolicyResult></GetPolicyResponse>
                    """)
            }
            return response(
                200,
                """
                <GetPolicyVersionResponse><GetPolicyVersionResult><PolicyVersion><Document>slow</Document>\
                <VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion><CreateDate>\(date)</CreateDate>\
                </PolicyVersion></GetPolicyVersionResult></GetPolicyVersionResponse>
                """)
        }

        private func response(_ status: Int, _ body: String) -> TransportResponse {
            TransportResponse(head: HTTPResponse(status: .init(code: status)), body: Array(body.utf8))
        }
    }

    /// A policy with its first version.
    struct Policy: Sendable {
        var id: String
        var created: Date
        var document: String
    }

    /// An account with one policy.
    final class Bench: Transport {
        private struct World {
            var policy: Policy
            var versionsBefore: [Policy] = []
            var calls: [String] = []
        }

        private let world: Mutex<World>
        private let cache = BoundedCache<ARN, CachedDocument>(bound: 10)
        /// Whether a version is asked for before IAM tells which policy there is.
        private let guessesFirst: Bool

        init(_ policy: Policy, guessesFirst: Bool = false) throws {
            world = Mutex(World(policy: policy))
            self.guessesFirst = guessesFirst
        }

        var policy: Policy {
            get { world.withLock { $0.policy } }
            set { world.withLock { $0.policy = newValue } }
        }

        /// Policies whose versions are answered first, one after the other, in place of the policy's own.
        var versionsBefore: [Policy] {
            get { world.withLock { $0.versionsBefore } }
            set { world.withLock { $0.versionsBefore = newValue } }
        }

        /// The operations called since the last call of this method, in alphabetical order.
        func takeCalls() -> [String] {
            world.withLock { world in
                defer { world.calls = [] }
                return world.calls.sorted()
            }
        }

        /// Reads the document as a new login would.
        func read() async throws -> String? {
            let client = Client(
                transport: self,
                credentials: StaticCredentials(
                    Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"))),
                endpoints: Endpoints(region: try #require(Region("us-east-1"))))
            let arn = try policyARN("p")
            let documents = ManagedPolicyReader(iam: IAM(client), cache: cache, start: start)
            return try await documents.read([arn])[arn]
        }

        func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
            let isVersion = String(decoding: request.body, as: UTF8.self).contains("Action=GetPolicyVersion")
            if !isVersion, guessesFirst { await until { world.withLock { $0.calls.contains("GetPolicyVersion") } } }
            let body = world.withLock { world in
                world.calls.append(isVersion ? "GetPolicyVersion" : "GetPolicy")
                guard isVersion else {
                    return """
                        <GetPolicyResponse><GetPolicyResult><Policy><PolicyName>p</PolicyName>\
                        <PolicyId>\(world.policy.id)</PolicyId><Arn>arn:aws:iam::123456789012:policy/p</Arn>\
                        <DefaultVersionId>v1</DefaultVersionId>\
                        <CreateDate>\(world.policy.created.formatted(.iso8601))</CreateDate>\
                        </Policy></GetPolicyResult></GetPolicyResponse>
                        """
                }
                let policy = world.versionsBefore.isEmpty ? world.policy : world.versionsBefore.removeFirst()
                return """
                    <GetPolicyVersionResponse><GetPolicyVersionResult><PolicyVersion>\
                    <Document>\(policy.document)</Document><VersionId>v1</VersionId>\
                    <IsDefaultVersion>true</IsDefaultVersion>\
                    <CreateDate>\(policy.created.formatted(.iso8601))</CreateDate>\
                    </PolicyVersion></GetPolicyVersionResult></GetPolicyVersionResponse>
                    """
            }
            return TransportResponse(head: HTTPResponse(status: .ok), body: Array(body.utf8))
        }
    }
}
