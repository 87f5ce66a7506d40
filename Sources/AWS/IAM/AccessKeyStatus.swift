/// Whether AWS accepts an access key.
package enum AccessKeyStatus: String, Sendable, Hashable, LosslessStringConvertible {
    case active = "Active"
    case inactive = "Inactive"
    /// AWS itself has disabled the key.
    case expired = "Expired"

    package init?(_ description: String) { self.init(rawValue: description) }

    package var description: String { rawValue }
}
