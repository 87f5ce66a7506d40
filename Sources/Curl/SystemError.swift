internal import Glibc

/// What the system said about the last call that failed on this thread.
enum SystemError {
    static var text: String {
        unsafe String(cString: strerror(errno))
    }
}
