/// The bounds in sizes, numbers and times that a ``Server`` keeps.
package struct Limits: Sendable {
    /// The most bytes that the parameters of one request may have, their lengths included.
    package var maximumParameterBytes = 65_536
    /// The most parameters that one request may have. Each costs 32 bytes besides its own; the shortest has only 2, so
    /// that the limit in bytes alone would let one request have a megabyte.
    package var maximumParameters = 1_024
    /// The most bytes that the body of one request may have.
    package var maximumBodyBytes = 65_536
    /// The most requests that are answered at the same time; one more is refused.
    package var maximumConcurrentRequests = 512
    /// The most connections that are open at the same time; further ones wait in the kernel's queue.
    package var maximumConnections = 1_024
    /// How long a request may take to arrive, from its first byte to its last.
    package var readTimeout: Duration = .seconds(10)
    /// How long the handler may take for one request; then its task is cancelled.
    package var answerTimeout: Duration = .seconds(60)
    /// How long the web server may take nothing of a response before the connection is closed.
    package var writeTimeout: Duration = .seconds(10)
    /// How long a connection may stay open without a request. It is longer than nginx keeps one (60 s), so that nginx
    /// closes it: if we did, nginx might send a request at that moment and get no response.
    package var idleTimeout: Duration = .seconds(75)
    /// How long requests may still take after the server was told to stop.
    package var stopTimeout: Duration = .seconds(30)

    package init() {}
}
