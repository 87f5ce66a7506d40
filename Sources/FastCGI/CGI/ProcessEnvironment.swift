internal import CLinux
internal import Glibc

/// The environment that the process was started with (`environ`). A plain CGI program finds its request there (RFC 3875,
/// section 4.1). It is read once: Foundation's dictionary is made anew each time it is asked for, and takes a twentieth of
/// the time that a CGI program runs.
package enum ProcessEnvironment {
    /// The variables in the order of the environment, duplicates kept.
    static let parameters: [Request.Parameter] = {
        var parameters: [Request.Parameter] = []
        guard var next = unsafe latchkey_environment() else { return [] }
        while let text = unsafe next.pointee {
            unsafe parameters.append(Request.Parameter(cString: text))
            unsafe next += 1
        }
        return parameters
    }()

    /// Whether the process was started as a CGI program (`GATEWAY_INTERFACE`, RFC 3875, section 4.1.4).
    package static var isPlainCGI: Bool { variables["GATEWAY_INTERFACE"] != nil }

    /// The variables by name. Of several with one name the first counts, as it does for `getenv`.
    package static let variables: [String: String] = {
        var variables: [String: String] = [:]
        for parameter in parameters where variables[parameter.name] == nil {
            variables[parameter.name] = parameter.value
        }
        return variables
    }()

    /// Gives a variable a value for the libraries of this process unless it has one (`setenv`). Not safe once there are
    /// other threads.
    package static func setDefault(_ name: String, _ value: String) {
        _ = unsafe setenv(name, value, 0)
    }
}

extension Request.Parameter {
    /// Copies a C string `name=value`.
    fileprivate init(cString: UnsafePointer<CChar>) {
        let length = unsafe strlen(cString)
        let bytes = unsafe UnsafeRawBufferPointer(start: cString, count: length)
        let border = unsafe bytes.firstIndex(of: UInt8(ascii: "=")) ?? length
        unsafe self.init(
            name: String(decoding: bytes[..<border], as: UTF8.self),
            value: String(decoding: bytes[min(border + 1, length)...], as: UTF8.self))
    }
}
