/// Whom a request is from, once an authenticator has established it: an IAM user, an IAM role, an application.
///
/// Each authenticator has a type of its own for it, parsed once, so that no route checks a name again.
package protocol Principal: Sendable {
    /// The name under which log lines, audit records and form tokens know the caller.
    var name: String { get }
}
