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
            var limit = rlimit(rlim_cur: 0, rlim_max: 0)
            #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            do throws(LoopError) {
                _ = try EventLoop()
                Issue.record("a loop was made without descriptors")
            } catch {
                #expect(error == LoopError(call: "epoll_create1", errno: .tooManyOpenFiles))
            }
        }
    }
}
