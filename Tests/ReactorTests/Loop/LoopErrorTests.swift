import Glibc
import Testing

import struct SystemPackage.Errno

@testable import Reactor

struct LoopErrorTests {
    @Test func `an error says which call failed and why`() {
        #expect(
            LoopError(call: "epoll_create1", errno: .tooManyOpenFiles).description
                == "epoll_create1 failed: Too many open files")
    }

    @Test func `a loop that gets no descriptors says so`() async {
        await #expect(processExitsWith: .success) {
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
            var former = rlimit()
            #expect(unsafe getrlimit(resource, &former) == 0)
            var none = rlimit(rlim_cur: 0, rlim_max: former.rlim_max)
            #expect(unsafe setrlimit(resource, &none) == 0)
            do throws(LoopError) {
                _ = try EventLoop()
                Issue.record("a loop was made without descriptors")
            } catch {
                #expect(error == LoopError(call: "epoll_create1", errno: .tooManyOpenFiles))
            }
            // The end of the process may need some again: a sanitizer looks through its memory then.
            #expect(unsafe setrlimit(resource, &former) == 0)
        }
    }
}
