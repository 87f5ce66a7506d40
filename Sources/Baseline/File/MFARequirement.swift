/// Whether a role asks for a second factor.
package enum MFARequirement: Sendable, Hashable {
    case notRequired
    /// - greatestAge: how long ago the code may have been given, in seconds; nil for any time.
    case required(greatestAge: Int?)
}
