import CGPGME
import Glibc

/// The functions of libgpgme, which is looked for when it is needed: most people give nobody secrets.
///
/// Sendable because it has nothing but the addresses of functions.
///
/// Source: <https://www.gnupg.org/documentation/manuals/gpgme/>
@safe struct GPGMELibrary: @unchecked Sendable {
    typealias Context = OpaquePointer
    typealias DataObject = OpaquePointer
    typealias Key = gpgme_key_t

    let checkVersion: @convention(c) (UnsafePointer<CChar>?) -> UnsafePointer<CChar>?
    let checkEngine: @convention(c) (gpgme_protocol_t) -> gpgme_error_t
    let new: @convention(c) (UnsafeMutablePointer<Context?>) -> gpgme_error_t
    let release: @convention(c) (Context) -> Void
    let setProtocol: @convention(c) (Context, gpgme_protocol_t) -> gpgme_error_t
    let setEngine:
        @convention(c) (Context, gpgme_protocol_t, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> gpgme_error_t
    let setArmor: @convention(c) (Context, CInt) -> Void
    let setOffline: @convention(c) (Context, CInt) -> Void
    let importKeys: @convention(c) (Context, DataObject) -> gpgme_error_t
    let importResult: @convention(c) (Context) -> gpgme_import_result_t?
    let getKey: @convention(c) (Context, UnsafePointer<CChar>, UnsafeMutablePointer<Key?>, CInt) -> gpgme_error_t
    let releaseKey: @convention(c) (Key) -> Void
    let encrypt:
        @convention(c) (
            Context, UnsafeMutablePointer<Key?>?, UnsafePointer<CChar>, gpgme_encrypt_flags_t, DataObject, DataObject
        ) -> gpgme_error_t
    let newData: @convention(c) (UnsafeMutablePointer<DataObject?>) -> gpgme_error_t
    let newDataFromMemory:
        @convention(c) (UnsafeMutablePointer<DataObject?>, UnsafePointer<CChar>?, Int, CInt) -> gpgme_error_t
    let releaseData: @convention(c) (DataObject) -> Void
    let takeMemory: @convention(c) (DataObject, UnsafeMutablePointer<Int>) -> UnsafeMutablePointer<CChar>?
    let free: @convention(c) (UnsafeMutableRawPointer?) -> Void
    let errorText: @convention(c) (gpgme_error_t, UnsafeMutablePointer<CChar>, Int) -> CInt

    private struct Missing: Error {}

    /// Nil where libgpgme isn't installed, or isn't one with these functions (`dlopen`, `dlsym`).
    init?(named name: String = "libgpgme.so.11") {
        // It stays loaded until the process ends.
        guard let library = unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) else { return nil }
        func find<Function>(_ name: String) throws(Missing) -> Function {
            guard let address = unsafe dlsym(library, "gpgme_" + name) else { throw Missing() }
            return unsafe unsafeBitCast(address, to: Function.self)
        }
        do throws(Missing) {
            unsafe checkVersion = try find("check_version")
            checkEngine = try find("engine_check_version")
            unsafe new = try find("new")
            unsafe release = try find("release")
            unsafe setProtocol = try find("set_protocol")
            unsafe setEngine = try find("ctx_set_engine_info")
            unsafe setArmor = try find("set_armor")
            unsafe setOffline = try find("set_offline")
            unsafe importKeys = try find("op_import")
            unsafe importResult = try find("op_import_result")
            unsafe getKey = try find("get_key")
            unsafe releaseKey = try find("key_unref")
            unsafe encrypt = try find("op_encrypt_ext")
            unsafe newData = try find("data_new")
            unsafe newDataFromMemory = try find("data_new_from_mem")
            unsafe releaseData = try find("data_release")
            unsafe takeMemory = try find("data_release_and_get_mem")
            unsafe self.free = try find("free")
            unsafe errorText = try find("strerror_r")
        } catch {
            return nil
        }
        // It has to be called before any other (`gpgme_check_version`), and looks for SIGPIPE, too.
        _ = unsafe checkVersion(nil)
    }

    /// The words for an error, without where in the library it came from.
    func words(_ error: gpgme_error_t) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = buffer.count
        _ = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe errorText(error, $0, count) }
        }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
