import CLinux
import Glibc

/// The environment that the process was started with (`environ`). A plain CGI program finds its request there (RFC 3875,
/// section 4.1). It is read once: Foundation's dictionary is made anew each time it is asked for, and takes a twentieth of
/// the time that a CGI program runs.
package enum ProcessEnvironment {
    /// The variables in the order of the environment, duplicates kept.
    package static let entries: [(name: String, value: String)] = {
        var entries: [(name: String, value: String)] = []
        guard var next = unsafe latchkey_environment() else { return [] }
        while let text = unsafe next.pointee {
            unsafe entries.append(entry(text))
            unsafe next += 1
        }
        return entries
    }()

    /// Whether the process was started as a CGI program (`GATEWAY_INTERFACE`, RFC 3875, section 4.1.4).
    package static var isPlainCGI: Bool { variables["GATEWAY_INTERFACE"] != nil }

    /// The variables by name. Of several with one name the first counts, as it does for `getenv`.
    package static let variables: [String: String] = {
        var variables: [String: String] = [:]
        for entry in entries where variables[entry.name] == nil { variables[entry.name] = entry.value }
        return variables
    }()

    /// Gives a variable a value for the libraries of this process unless it has one (`setenv`). Not safe once there are
    /// other threads.
    package static func setDefault(_ name: String, _ value: String) {
        _ = unsafe setenv(name, value, 0)
    }

    /// Takes variables out of the environment, and overwrites them where the kernel had put them at the start, from where
    /// `/proc/PID/environ` tells them. To be called before the environment is first read and before there are other threads.
    package static func erase(where isErased: (String) -> Bool) {
        guard var next = unsafe latchkey_environment() else { return }
        var kept = unsafe next
        while let text = unsafe next.pointee {
            if unsafe isErased(entry(text).name) {
                unsafe explicit_bzero(text, strlen(text))
            } else {
                unsafe kept.pointee = text
                unsafe kept += 1
            }
            unsafe next += 1
        }
        unsafe kept.pointee = nil
    }

    /// Copies a C string `name=value`.
    private static func entry(_ text: UnsafePointer<CChar>) -> (name: String, value: String) {
        let length = unsafe strlen(text)
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: length)
        let border = unsafe bytes.firstIndex(of: UInt8(ascii: "=")) ?? length
        return unsafe (
            String(decoding: bytes[..<border], as: UTF8.self),
            String(decoding: bytes[min(border + 1, length)...], as: UTF8.self)
        )
    }
}
