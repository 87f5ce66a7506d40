import Applications
import Web

/// The application that sent a request.
struct ApplicationCaller: Principal, Equatable {
    let applicant: Applicant

    /// `aws:123456789012:role:deploy`, `sso:billing`.
    var name: String { applicant.identity.description }
}
