package import AWS

/// What the request context says of a principal when it is this IAM user, for those keys that say something else when it is
/// a session of the user's role.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
package struct PrincipalFacts: Sendable, Equatable {
    /// Whether the sign-on in front of Latchkey proves a second factor.
    package enum MFA: String, Sendable, CaseIterable {
        case absent
        case present
    }

    /// What a condition key holds for the user.
    enum KeyValue: Equatable {
        /// The same as for the role's session: it may stay as it is.
        case same
        case known(String)
        /// Never in the user's requests.
        case absent
        /// In the user's requests, but not known here.
        case unknown
    }

    private let table: [String: KeyValue]

    package init(_ user: User, mfa: MFA) {
        let isPresent = mfa == .present
        table = [
            "aws:username": .known(user.userName.description),
            "aws:userid": .known(user.userID),
            "aws:principalarn": .known(user.arn.description),
            "aws:principaltype": .known("User"),
            "aws:multifactorauthpresent": isPresent ? .known("true") : .absent,
            "aws:multifactorauthage": isPresent ? .unknown : .absent,
            // A user's own key carries no token; the role's sessions always do.
            "aws:tokenissuetime": .absent,
            // The broker sets it for the session.
            "aws:sourceidentity": .absent,
        ]
    }

    /// Keys are compared without regard to case.
    subscript(_ key: String) -> KeyValue { table[key.lowercased()] ?? .same }
}
