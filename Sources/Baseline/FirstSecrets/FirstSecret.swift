/// What a person may be given once, encrypted to their key.
package enum FirstSecret: String, Sendable, Hashable, CaseIterable {
    case password
    case accessKey = "access-key"
}
