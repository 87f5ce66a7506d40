/// One place that credentials may come from.
protocol CredentialsSource: Sendable {
    /// The credentials; nil where this place isn't set up, so that the next one is asked. A place that is set up and
    /// fails throws: falling through to another identity would be worse than none.
    func load() async throws(AWSError) -> Credentials?
}
