package import FastCGI
package import Logging
package import Settings

/// Where a handler listens, and its limits.
package struct ServerSettings: SettingsGroup {
    /// Where to listen; nil for descriptor 0 or plain CGI.
    package var listen: ListenAddress?
    /// Requests worked on at once.
    package var maximumRequests: Int
    /// Requests of one caller worked on at once.
    package var maximumRequestsPerCaller: Int
    /// The largest body of a request, in bytes.
    package var maximumBody: Int
    /// The longest that a request may take.
    package var requestTimeout: Duration
    package var logLevel: Logger.Level

    static let listen = Setting(
        "LATCHKEY_LISTEN", "where the web server finds the handler",
        form: "the path of a socket, or host:port", absent: .meaning("the socket on descriptor 0, else plain CGI"))
    static let maximumRequests = Setting(
        "LATCHKEY_MAX_REQUESTS", "requests worked on at once; more get 503",
        form: "a number from 1 to 65536", absent: .value("512"))
    static let maximumRequestsPerCaller = Setting(
        "LATCHKEY_MAX_REQUESTS_PER_CALLER", "requests of one person worked on at once; more get 429",
        form: "a number from 1 to 65536", absent: .value("32"))
    static let maximumBody = Setting(
        "LATCHKEY_MAX_BODY", "largest body of a request in bytes; more gets 413",
        form: "a number from 1024 to 16777216", absent: .value("65536"))
    static let requestTimeout = Setting(
        "LATCHKEY_REQUEST_TIMEOUT", "longest that a request may take, in seconds; then it gets 504",
        form: "a number from 1 to 600", absent: .value("60"))
    static let logLevel = Setting(
        "LATCHKEY_LOG_LEVEL", "least level that is logged",
        form: "one of trace, debug, info, notice, warning, error, critical", absent: .value("info"))

    package static let table = [
        listen, maximumRequests, maximumRequestsPerCaller, maximumBody, requestTimeout, logLevel,
    ]

    /// Who can connect, and so say who is asking.
    package var audience: SocketAudience { SocketAudience(of: listen) }

    /// The server's limits.
    package var limits: Limits {
        var limits = Limits()
        limits.maximumBodyBytes = maximumBody
        limits.maximumConcurrentRequests = maximumRequests
        // As many connections again, so that requests beyond the limit can be told so.
        limits.maximumConnections = max(limits.maximumConnections, 2 * maximumRequests)
        // Calls that a request makes have the request's deadline and end by themselves. This bound is for whatever
        // doesn't.
        limits.answerTimeout = requestTimeout + .seconds(1)
        // After a request whose outcome is unknown, a look-up may take ten seconds more.
        limits.stopTimeout = limits.answerTimeout + .seconds(13)
        return limits
    }

    package init?(from reader: inout SettingsReader) {
        listen = reader.optional(Self.listen) { try? ListenAddress.parse($0) }
        let maximumRequests = reader.required(Self.maximumRequests, SettingForm.integer(1...65536))
        let maximumRequestsPerCaller = reader.required(
            Self.maximumRequestsPerCaller, SettingForm.integer(1...65536))
        let maximumBody = reader.required(Self.maximumBody, SettingForm.integer(1024...16_777_216))
        let requestTimeout = reader.required(Self.requestTimeout, SettingForm.integer(1...600))
        let logLevel = reader.required(Self.logLevel, Logger.Level.init(rawValue:))
        guard let maximumRequests, let maximumRequestsPerCaller, let maximumBody, let requestTimeout, let logLevel
        else { return nil }
        self.maximumRequests = maximumRequests
        self.maximumRequestsPerCaller = maximumRequestsPerCaller
        self.maximumBody = maximumBody
        self.requestTimeout = .seconds(requestTimeout)
        self.logLevel = logLevel
    }
}
