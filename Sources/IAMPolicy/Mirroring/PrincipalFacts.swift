package import AWS

/// The condition keys whose values differ between an IAM user's own requests and those of a session of the user's role, with
/// their values for the user.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
package struct PrincipalFacts: Sendable, Equatable {
    /// Whether everybody who is signed in has shown the sign-on a second factor.
    package enum MFA: String, Sendable, CaseIterable {
        case absent
        case present
    }

    /// What a user signs requests with.
    enum CredentialKind {
        /// An access key. Its requests have neither the time of a session nor the keys about a second factor.
        case accessKey
        /// Temporary credentials, such as those of the console and of `sts:GetSessionToken`.
        case session(MFA)
    }

    /// The value that a condition key has in the user's requests.
    enum KeyValue: Equatable {
        /// The same as in the requests of the role's session, so that conditions on it may stay.
        case same
        case known(String)
        /// The key is never in the user's requests.
        case absent
        /// The key is in the user's requests, with a value that isn't known beforehand.
        case present
        /// Nobody knows beforehand whether the key is in the user's requests.
        case unknown
    }

    private let table: [String: KeyValue]
    /// Whether the user has shown a second factor.
    let mfa: MFA

    init(_ user: User, with credentials: CredentialKind, roleTagKeys: [String]) {
        mfa =
            switch credentials {
            case .accessKey: .absent
            case .session(let mfa): mfa
            }
        var table: [String: KeyValue] = [
            "aws:username": .known(user.userName.description),
            "aws:userid": .known(user.userID),
            "aws:principalarn": .known(user.arn.description),
            "aws:principaltype": .known("User"),
            "aws:multifactorauthpresent": .absent,
            "aws:multifactorauthage": .absent,
            "aws:tokenissuetime": .absent,
            "aws:signinsessionarn": .absent,
            // Latchkey sets it for the role's session.
            "aws:sourceidentity": .absent,
        ]
        for key in roleTagKeys {
            let own = user.tags.first { $0.hasKey(key) }
            table["aws:principaltag/\(key.lowercased())"] = own.map { .known($0.value) } ?? .absent
        }
        // The role can't have these tags, and AWS doesn't say whether they are among the keys of a request.
        for tag in user.tags where tag.isReserved { table["aws:principaltag/\(tag.key.lowercased())"] = .unknown }
        if case .session(let mfa) = credentials {
            table["aws:multifactorauthpresent"] = .known(mfa == .present ? "true" : "false")
            if mfa == .present { table["aws:multifactorauthage"] = .present }
            // The role's sessions always have this key too.
            table["aws:tokenissuetime"] = .same
            // Of `aws login`: whoever is in the console, as the user or from the role, can begin one. Console sessions
            // themselves don't have it.
            table["aws:signinsessionarn"] = .same
        }
        self.table = table
    }

    /// Every way in which the user may make requests and that a session of the role stands in for. Without a second factor
    /// these are the user's access key and the user's console session, which AWS tells apart. With one it is the console
    /// session alone, as an access key by itself never proves a second factor.
    ///
    /// - Parameters:
    ///   - user: the IAM user.
    ///   - mfa: whether the sign-on proves a second factor.
    ///   - roleTagKeys: the keys of those tags that the role has of its own. A user's own tag of such a key isn't carried over.
    /// - Returns: the facts for each of these ways.
    package static func list(of user: User, mfa: MFA, roleTagKeys: [String]) -> [PrincipalFacts] {
        let credentials: [CredentialKind] =
            switch mfa {
            case .absent: [.accessKey, .session(.absent)]
            case .present: [.session(.present)]
            }
        return credentials.map { PrincipalFacts(user, with: $0, roleTagKeys: roleTagKeys) }
    }

    /// Keys are compared without regard to case.
    subscript(_ key: String) -> KeyValue { table[key.lowercased()] ?? .same }

    static func isAboutMFA(_ key: String) -> Bool {
        ["aws:multifactorauthpresent", "aws:multifactorauthage"].contains(key.lowercased())
    }

    /// Whether a service sets the key by who asks, so that it may differ between the user and the role.
    static func isDerivedByService(_ key: String) -> Bool { derivedByServices.contains(key.lowercased()) }

    /// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    private static let derivedByServices: Set<String> = [
        "datazone:userid",
        "deadline:farmmembershiplevels", "deadline:fleetmembershiplevels", "deadline:jobmembershiplevels",
        "deadline:queuemembershiplevels", "deadline:requesterprincipalid",
        "redshift-data:session-owner-iam-userid", "redshift-data:statement-owner-iam-userid",
        "servicecatalog:accountlevel", "servicecatalog:rolelevel", "servicecatalog:userlevel",
    ]
}
