import Glibc
import Reactor
import Testing

struct ProcessEnvironmentTests {
    @Test func `the environment is the one that the process was started with, in its order`() {
        #expect(!ProcessEnvironment.entries.isEmpty)
        let lines = ProcessEnvironment.entries.map { "\($0.name)=\($0.value)" }
        var started: [String] = []
        // What the kernel passed to the process, which later changes don't touch.
        let file = unsafe fopen("/proc/self/environ", "r")
        defer { unsafe fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        while unsafe getdelim(&line, &capacity, 0, file) > 0 {
            if let line = unsafe line { unsafe started.append(String(cString: line)) }
        }
        unsafe free(line)
        #expect(lines == started)
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) }
        #expect(path != nil)
        #expect(ProcessEnvironment.variables["PATH"] == path)
    }

    @Test func `what is set later is not in it`() async {
        await #expect(processExitsWith: .success) {
            try #require(ProcessEnvironment.variables["LATCHKEY_TEST_LATER"] == nil)
            unsafe setenv("LATCHKEY_TEST_LATER", "x", 1)
            #expect(ProcessEnvironment.variables["LATCHKEY_TEST_LATER"] == nil)
        }
    }

    @Test func `a default is given only to a variable that has no value`() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("LATCHKEY_TEST_SET", "own", 1)
            ProcessEnvironment.setDefault("LATCHKEY_TEST_SET", "default")
            ProcessEnvironment.setDefault("LATCHKEY_TEST_UNSET", "default")
            for (name, expected) in [("LATCHKEY_TEST_SET", "own"), ("LATCHKEY_TEST_UNSET", "default")] {
                #expect(unsafe getenv(name).map { unsafe String(cString: $0) } == expected)
            }
        }
    }

    @Test func `what is erased is nowhere in the environment, and everything else stays`() async {
        await #expect(processExitsWith: .success) {
            let path = unsafe getenv("PATH").map { unsafe String(cString: $0) }
            ProcessEnvironment.erase { $0 == "HOME" || $0 == "LATCHKEY_TEST_NONE" }
            #expect(unsafe getenv("HOME") == nil)
            #expect(ProcessEnvironment.variables["HOME"] == nil)
            #expect(ProcessEnvironment.variables["PATH"] == path)
            // What the kernel passed to the process.
            let file = unsafe fopen("/proc/self/environ", "r")
            defer { unsafe fclose(file) }
            var line: UnsafeMutablePointer<CChar>?
            var capacity = 0
            while unsafe getdelim(&line, &capacity, 0, file) > 0 {
                if let line = unsafe line { #expect(unsafe !String(cString: line).hasPrefix("HOME=")) }
            }
            unsafe free(line)
        }
    }
}
