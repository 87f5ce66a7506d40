/// One of the places that credentials may come from.
protocol CredentialsSource: Sendable {
    /// The credentials; nil if this place isn't set up, so that the next one is tried. A place that is set up and fails
    /// throws, because going on with another identity would be worse than having none.
    func load() async throws(AWSError) -> FoundCredentials?
}
