/// How a browser brings the answer to an authorization request.
enum AnswerMode: Sendable {
    /// In the query of the address that it comes back to.
    case query
    /// As a form that the server's page posts (OAuth 2.0 Form Post Response Mode).
    case form
    /// In the fragment, which no server sees; so a page of ours posts it to its own origin.
    case fragment

    init(_ settings: SignInSettings, at metadata: ServerMetadata) {
        switch settings.flow {
        case .code: self = .query
        case .implicit: self = metadata.postsAnswers ? .form : .fragment
        }
    }
}
