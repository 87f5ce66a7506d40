import Glibc
import Testing

@testable import Reactor

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

    @Test func `a program that runs others has none written of itself, and can give them their limit back`() async {
        await #expect(processExitsWith: .success) {
            let resource = __rlimit_resource_t(RLIMIT_CORE.rawValue)
            var limit = rlimit()
            #expect(unsafe getrlimit(resource, &limit) == 0)
            limit.rlim_cur = min(limit.rlim_max, 4_096)
            let given = limit
            #expect(unsafe setrlimit(resource, &limit) == 0)
            CoreDumps.disableForItself()
            CoreDumps.disableForItself()
            #expect(unsafe getrlimit(resource, &limit) == 0)
            #expect(limit.rlim_cur == 0 && limit.rlim_max == given.rlim_max && !CoreDumps.areReadable)
            let inside = CoreDumps.withFormerLimit {
                var limit = rlimit()
                return unsafe getrlimit(resource, &limit) == 0 ? limit.rlim_cur : 1
            }
            #expect(inside == given.rlim_cur)
            #expect(unsafe getrlimit(resource, &limit) == 0)
            #expect(limit.rlim_cur == 0)
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
