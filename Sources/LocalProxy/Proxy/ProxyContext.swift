import Concurrency
import Logging

/// What all connections of a proxy share.
struct ProxyContext: Sendable {
    let configuration: ProxyConfiguration
    let dialer: Dialer
    let permissions: Permissions
    let sessions: Sessions
    let signIn: SignIn
    let log: Logger
    let clock: Timekeeper
}
