/// The application that asks, as iam-auth or the sign-on has established it.
package struct Applicant: Sendable, Hashable {
    package let identity: ApplicationIdentity
    /// The principal's unique ID (`AIDA…`, `AROA…`): another principal of the same name has another one. Nil of a service, and
    /// where the proof of the identity doesn't tell it.
    package let uniqueID: String?

    package init(_ identity: ApplicationIdentity, uniqueID: String? = nil) {
        self.identity = identity
        self.uniqueID = uniqueID
    }
}
