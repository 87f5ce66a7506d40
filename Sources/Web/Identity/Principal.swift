/// The caller of a request, as an authenticator has established them: an IAM user, an IAM role, an application.
///
/// Each authenticator has its own type of caller, parsed once, so that no route checks a name again.
package protocol Principal: Sendable {
    /// The name under which log lines, audit records and form tokens know the caller.
    var name: String { get }
}
