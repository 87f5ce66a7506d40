import AWS
import FoundationEssentials
import Synchronization
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite(.timeLimit(.minutes(1)))
struct MirrorReaderTests {
    /// An account that answers NoSuchEntity to the first calls of an operation.
    private func bench(failing operation: String, times: Int) throws -> MirrorBench {
        let left = Mutex(times)
        return try MirrorBench { called, _ in
            guard called == operation else { return nil }
            return left.withLock { left in
                left -= 1
                return left >= 0 ? (404, "NoSuchEntity") : nil
            }
        }
    }

    @Test func `what was deleted while it was read is read again`() async throws {
        let bench = try bench(failing: "ListUserPolicies", times: 2)
        let observation = try await bench.reader.observe(userName("alice"))
        #expect(observation.user.user.userName == (try userName("alice")))
        #expect(observation.role == nil)
        #expect(bench.clock.waits.reduce(.zero, +) == .seconds(1))
    }

    @Test func `a user who is still there doesn't count as gone when reading goes on failing`() async throws {
        let bench = try bench(failing: "ListUserPolicies", times: 3)
        let error = await #expect(throws: RoleMirrorError.self) {
            _ = try await bench.reader.observe(userName("alice"))
        }
        #expect(error?.awsError?.isNoSuchEntity == true)
    }

    @Test func `a user who is gone is told of as such, and nothing is written`() async throws {
        let bench = try MirrorBench()
        let operations = try await bench.operations {
            let error = await #expect(throws: RoleMirrorError.self) {
                _ = try await bench.reader.observe(userName("nobody"))
            }
            guard case .userNotFound(try userName("nobody"), removed: nil) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
        #expect(operations.writes.isEmpty)
    }

    @Test func `an early reading is used as it is, and read again where it failed`() async throws {
        let bench = try MirrorBench()
        let early = try await bench.reader.begin(userName("alice")).result.value
        let operations = try await bench.operations {
            _ = try await bench.reader.observe(userName("alice"), startingWith: early)
        }
        #expect(operations.isEmpty)
        let failed = try await bench.reader.begin(userName("nobody")).result.value
        _ = try await bench.reader.observe(userName("alice"), startingWith: failed)
    }
}
