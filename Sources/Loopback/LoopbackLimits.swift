import HTTP1

/// The bounds of what a ``LoopbackServer`` takes.
package struct LoopbackLimits: Sendable {
    /// How many clients may be connected at once.
    package var connections = 64
    /// The largest body of a request, in bytes.
    package var bodyBytes = 65_536
    /// How long a client may take for its whole request, from when it is connected.
    package var requestTimeout = Duration.seconds(10)
    /// How long a client may take to read its answer.
    package var answerTimeout = Duration.seconds(10)
    /// How long an answered client may take to leave.
    package var lingerTimeout = Duration.seconds(1)
    /// How large the head of a request may be.
    let head = HeadParser.Limits(bytes: 32_768, firstLineBytes: 16_384, fields: 100)

    package init() {}
}
