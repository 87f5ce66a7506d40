import Glibc
import Reactor
import Testing

struct CoreDumpsTests {
    @Test func `no core dump is written of a process that disabled them`() async {
        await #expect(processExitsWith: .success) {
            CoreDumps.disable()
            var limit = rlimit(rlim_cur: 1, rlim_max: 1)
            #expect(unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0)
            #expect(limit.rlim_cur == 0)
            #expect(limit.rlim_max == 0)
        }
    }

    @Test func `no other process of the same user reads the memory of one that disabled them`() async {
        await #expect(processExitsWith: .success) {
            #expect(CoreDumps.areReadable)
            CoreDumps.disable()
            #expect(!CoreDumps.areReadable)
        }
    }
}
