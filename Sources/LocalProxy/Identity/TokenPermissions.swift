/// Who may have the person's credentials, encrypted by KMS: nobody, unless the person says so when the proxy is started.
package struct TokenPermissions: Sendable {
    /// The ARNs of the keys under which credentials may be encrypted: whoever decrypts with such a key has them.
    package var keys: [String]
    /// Servers that may have a token over plain http.
    package var serversWithoutTLS: [Origin]

    package init(keys: [String] = [], serversWithoutTLS: [Origin] = []) {
        self.keys = keys
        self.serversWithoutTLS = serversWithoutTLS
    }
}
