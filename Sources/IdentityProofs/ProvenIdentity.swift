/// Who somebody has proved to be, and what AWS says about them besides.
package struct ProvenIdentity: Sendable, Hashable {
    package var identity: IAMIdentity
    /// Nil unless the proof was a token of AWS's, which alone tells such facts.
    package var organization: OrganizationFacts?

    package init(_ identity: IAMIdentity, organization: OrganizationFacts? = nil) {
        self.identity = identity
        self.organization = organization
    }
}
