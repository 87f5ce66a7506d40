extension Client {
    /// A client that signs with other credentials, for a few calls. It shares nothing with this one that keeps a key: what it
    /// derives from the credentials goes with it.
    package func signing(with credentials: Credentials) -> Client {
        var client = Client(
            transport: shared.transport, credentials: StaticCredentials(credentials), endpoints: endpoints,
            retry: retry, timekeeper: timekeeper)
        client.deadline = deadline
        client.journal = journal
        client.state.clockSkew = state.clockSkew
        return client
    }
}
