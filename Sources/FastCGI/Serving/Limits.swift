/// The bounds in sizes, numbers and times that a ``Server`` keeps.
package struct Limits: Sendable {
    /// The most bytes of names and values that one request's parameters may have.
    package var maximumParameterBytes = 65_536
    /// The most bytes that one request's body may have.
    package var maximumBodyBytes = 65_536
    /// The most requests that are answered at once; one more is refused.
    package var maximumConcurrentRequests = 512
    /// The most connections that are open at once; further ones wait in the kernel's queue.
    package var maximumConnections = 1_024
    /// How long a request may take to arrive, from its first byte to its last.
    package var readTimeout: Duration = .seconds(10)
    /// How long the handler may take; then its task is cancelled.
    package var answerTimeout: Duration = .seconds(60)
    /// How long the web server may take none of a response.
    package var writeTimeout: Duration = .seconds(10)
    /// How long a connection may stay open without a request; longer than nginx keeps one (60 s), so that nginx is
    /// the one to close it.
    package var idleTimeout: Duration = .seconds(75)
    /// How long requests under way may still take once the server was told to stop.
    package var stopTimeout: Duration = .seconds(30)

    package init() {}
}
