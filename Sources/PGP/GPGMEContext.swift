import CGPGME

/// One operation of libgpgme's: a context with a home of its own, released at its end.
@safe struct GPGMEContext: ~Copyable {
    private let library: GPGMELibrary
    private let context: GPGMELibrary.Context
    private let home: TemporaryHome

    private init(_ library: GPGMELibrary, _ context: GPGMELibrary.Context, _ home: consuming TemporaryHome) {
        self.library = library
        unsafe self.context = context
        self.home = home
    }

    /// - Throws: ``PGPError/noProgram`` where there is no gpg.
    static func make(_ library: GPGMELibrary) throws(PGPError) -> GPGMEContext {
        guard library.checkEngine(GPGME_PROTOCOL_OpenPGP) == 0 else { throw .noProgram }
        let home = try TemporaryHome()
        var context: GPGMELibrary.Context?
        let error = unsafe library.new(&context)
        guard error == 0, let context = unsafe context else { throw .failed(library.words(error)) }
        let made = unsafe GPGMEContext(library, context, home)
        try made.check(unsafe library.setProtocol(context, GPGME_PROTOCOL_OpenPGP))
        try made.check(unsafe library.setEngine(context, GPGME_PROTOCOL_OpenPGP, nil, made.home.path))
        unsafe library.setArmor(context, 1)
        // No key server is asked for anything.
        unsafe library.setOffline(context, 1)
        return made
    }

    /// The folder of its home.
    var path: String { home.path }

    deinit { unsafe library.release(context) }

    /// Adds a key (`gpgme_op_import`).
    ///
    /// - Returns: its fingerprint; nil when GnuPG takes none of it.
    func add(_ key: PublicKeyText) throws(PGPError) -> String? {
        let (library, context) = unsafe (library, context)
        let error = unsafe try Self.withData(key.bytes.span, library) { (data) throws(PGPError) in
            unsafe library.importKeys(context, data)
        }
        try check(error)
        guard let result = unsafe library.importResult(context), unsafe result.pointee.imported == 1,
            let status = unsafe result.pointee.imports, unsafe status.pointee.result == 0,
            let fingerprint = unsafe status.pointee.fpr
        else { return nil }
        return unsafe String(cString: fingerprint)
    }

    /// Reads what GnuPG says of a key (`gpgme_get_key`).
    func read<Value>(
        _ fingerprint: String, _ body: (borrowing GPGMEKey) throws(PGPError) -> Value
    ) throws(PGPError) -> Value {
        var key: GPGMELibrary.Key?
        try check(unsafe library.getKey(context, fingerprint, &key, 0))
        guard let key = unsafe key else { throw .refused(.notSigned) }
        defer { unsafe library.releaseKey(key) }
        return try body(unsafe GPGMEKey(key))
    }

    /// Encrypts to exactly this subkey (`gpgme_op_encrypt_ext`). Nobody vouches for the key but the file that it stands in.
    func encrypt(_ plain: borrowing Span<UInt8>, to fingerprint: String) throws(PGPError) -> [UInt8] {
        let (library, context) = unsafe (library, context)
        return unsafe try Self.withData(plain, library) { (plain) throws(PGPError) in
            var output: GPGMELibrary.DataObject?
            let made = unsafe library.newData(&output)
            guard made == 0, let output = unsafe output else { throw .failed(library.words(made)) }
            let error = unsafe library.encrypt(
                context, nil, fingerprint + "!", GPGME_ENCRYPT_ALWAYS_TRUST, plain, output)
            var count = 0
            let memory = unsafe library.takeMemory(output, &count)
            defer { unsafe library.free(memory) }
            guard error == 0 else { throw .failed(library.words(error)) }
            guard let memory = unsafe memory, count > 0 else { throw .failed("the message is empty") }
            return unsafe UnsafeBufferPointer(start: memory, count: count).map { UInt8(bitPattern: $0) }
        }
    }

    private func check(_ error: gpgme_error_t) throws(PGPError) {
        guard error == 0 else { throw .failed(library.words(error)) }
    }

    /// Gives libgpgme the bytes where they are, without a copy (`gpgme_data_new_from_mem`).
    private static func withData<Value>(
        _ bytes: borrowing Span<UInt8>, _ library: GPGMELibrary,
        _ body: (GPGMELibrary.DataObject) throws(PGPError) -> Value
    ) throws(PGPError) -> Value {
        let result: Result<Value, PGPError> = unsafe bytes.withUnsafeBufferPointer { bytes in
            var data: GPGMELibrary.DataObject?
            let start = unsafe UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            let error = unsafe library.newDataFromMemory(&data, start, bytes.count, 0)
            guard error == 0, let data = unsafe data else { return .failure(.failed(library.words(error))) }
            defer { unsafe library.releaseData(data) }
            do throws(PGPError) {
                return .success(unsafe try body(data))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
