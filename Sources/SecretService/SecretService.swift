import Glibc
package import Secrets

/// The desktop's keyring, by libsecret, which is looked for when it is needed: not everybody has a desktop.
///
/// Sendable because it has nothing but the addresses of functions.
///
/// Source: <https://gnome.pages.gitlab.gnome.org/libsecret/>
@safe package struct SecretService: @unchecked Sendable {
    /// What the service, or the way to it, said.
    package struct Failure: Error, Sendable, Equatable {
        package var reason: String
    }

    private typealias Table = UnsafeMutableRawPointer
    private typealias ErrorPlace = UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private typealias Text = UnsafePointer<CChar>
    private typealias NewTable = @convention(c) (UnsafeRawPointer, UnsafeRawPointer) -> Table?
    private typealias Insert = @convention(c) (Table, UnsafeRawPointer, UnsafeRawPointer) -> Int32
    private typealias Release = @convention(c) (UnsafeMutableRawPointer) -> Void
    private typealias Store =
        @convention(c) (UnsafeRawPointer?, Table, Text?, Text, Text, UnsafeRawPointer?, ErrorPlace) -> Int32
    private typealias LookUp =
        @convention(c) (UnsafeRawPointer?, Table, UnsafeRawPointer?, ErrorPlace)
        -> UnsafeMutablePointer<CChar>?
    private typealias Clear = @convention(c) (UnsafeRawPointer?, Table, UnsafeRawPointer?, ErrorPlace) -> Int32

    private let newTable: NewTable
    private let insert: Insert
    private let releaseTable: Release
    private let releaseError: Release
    private let releasePassword: Release
    private let hash: UnsafeRawPointer
    private let equality: UnsafeRawPointer
    private let store: Store
    private let lookUp: LookUp
    private let clear: Clear

    /// Nil where libsecret isn't installed, or isn't one with these functions (`dlopen`, `dlsym`).
    package init?() {
        // It stays loaded until the process ends.
        guard let library = unsafe dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL),
            let newTable = unsafe dlsym(library, "g_hash_table_new"),
            let insert = unsafe dlsym(library, "g_hash_table_insert"),
            let releaseTable = unsafe dlsym(library, "g_hash_table_unref"),
            let releaseError = unsafe dlsym(library, "g_error_free"),
            let releasePassword = unsafe dlsym(library, "secret_password_free"),
            let hash = unsafe dlsym(library, "g_str_hash"), let equality = unsafe dlsym(library, "g_str_equal"),
            let store = unsafe dlsym(library, "secret_password_storev_sync"),
            let lookUp = unsafe dlsym(library, "secret_password_lookupv_sync"),
            let clear = unsafe dlsym(library, "secret_password_clearv_sync")
        else { return nil }
        unsafe self.newTable = unsafeBitCast(newTable, to: NewTable.self)
        unsafe self.insert = unsafeBitCast(insert, to: Insert.self)
        unsafe self.releaseTable = unsafeBitCast(releaseTable, to: Release.self)
        unsafe self.releaseError = unsafeBitCast(releaseError, to: Release.self)
        unsafe self.releasePassword = unsafeBitCast(releasePassword, to: Release.self)
        unsafe self.hash = UnsafeRawPointer(hash)
        unsafe self.equality = UnsafeRawPointer(equality)
        unsafe self.store = unsafeBitCast(store, to: Store.self)
        unsafe self.lookUp = unsafeBitCast(lookUp, to: LookUp.self)
        unsafe self.clear = unsafeBitCast(clear, to: Clear.self)
    }

    /// The secret with these attributes; nil if there is none (`secret_password_lookupv_sync`).
    ///
    /// The service may ask the person to unlock the keyring.
    package func secret(_ attributes: [String: String]) throws(Failure) -> Secret? {
        unsafe try call(attributes) { table, error in
            guard let password = unsafe lookUp(nil, table, nil, error) else { return nil }
            defer { unsafe releasePassword(password) }
            return unsafe Secret(String(cString: password))
        }
    }

    /// Keeps a secret with these attributes, in the place of another one (`secret_password_storev_sync`).
    ///
    /// - Parameters:
    ///   - secret: a text without a zero byte.
    ///   - attributes: what it is found by.
    ///   - label: what the person sees of it in the keyring's own program.
    /// - Throws: ``Failure`` when it isn't kept.
    package func keep(_ secret: Secret, _ attributes: [String: String], label: String) throws(Failure) {
        let isKept = unsafe try call(attributes) { table, error in
            unsafe store(nil, table, nil, label, secret.reveal(), nil, error) != 0
        }
        guard isKept else { throw Failure(reason: "the keyring didn't keep it") }
    }

    /// Removes the secrets with these attributes; there may be none (`secret_password_clearv_sync`).
    package func remove(_ attributes: [String: String]) throws(Failure) {
        _ = unsafe try call(attributes) { table, error in unsafe clear(nil, table, nil, error) }
    }

    private func call<Result>(
        _ attributes: [String: String], _ function: (Table, ErrorPlace) -> Result
    ) throws(Failure) -> Result {
        guard let table = unsafe newTable(hash, equality) else { throw Failure(reason: "there is no memory") }
        // The table keeps pointers to its texts, and frees none of them.
        var texts = unsafe [UnsafeMutablePointer<CChar>]()
        defer {
            unsafe releaseTable(table)
            unsafe texts.forEach { unsafe free($0) }
        }
        for (name, value) in attributes {
            guard let name = unsafe strdup(name) else { throw Failure(reason: "there is no memory") }
            unsafe texts.append(name)
            guard let value = unsafe strdup(value) else { throw Failure(reason: "there is no memory") }
            unsafe texts.append(value)
            _ = unsafe insert(table, name, value)
        }
        var error: UnsafeMutableRawPointer?
        let result = unsafe function(table, &error)
        if let error = unsafe error {
            defer { unsafe releaseError(error) }
            throw unsafe Failure(reason: Self.words(error))
        }
        return result
    }

    /// The message of a `GError`, which stands behind its domain and its code.
    private static func words(_ error: UnsafeMutableRawPointer) -> String {
        let message = unsafe error.load(fromByteOffset: 8, as: Optional<UnsafePointer<CChar>>.self)
        return unsafe message.map { unsafe String(cString: $0) } ?? "the keyring says nothing"
    }
}
