import Applications
import Web

/// The application that sent a request.
struct ApplicationCaller: Principal, Equatable {
    let applicant: Applicant
    /// Whether iam-auth has had the identity proved, rather than the sign-on named a service.
    let isProved: Bool

    /// `aws:123456789012:role:deploy`, `sso:billing`.
    var name: String { applicant.identity.description }
}
