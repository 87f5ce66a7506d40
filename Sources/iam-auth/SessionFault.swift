/// Why a session's cookie isn't taken.
enum SessionFault: String, Error, Sendable {
    /// There are several.
    case repeated
    /// It isn't ours, or another server's, or was changed.
    case forged
    case expired
    /// The principal's sessions were ended after it began.
    case revoked
}
