package import AWS
package import Formats

/// The policy by which a role trusts people of an OpenID Connect provider. It always asks for the client and for people.
package struct WebIdentityTrust: Sendable, Hashable {
    /// The most characters of a trust policy, white space not counted, as AWS has it for a new account and when raised.
    package static let usualQuota = 2_048
    package static let largestQuota = 8_192

    package let issuer: TrustedIssuer
    package let clients: [String]
    package let claim: TrustedClaim
    package let people: [TrustedPerson]
    /// Whether a token must have a source identity.
    package let requiresSourceIdentity: Bool
    package let allowsSessionTags: Bool

    package init(
        issuer: TrustedIssuer, clients: [String], claim: TrustedClaim, people: [TrustedPerson],
        requiresSourceIdentity: Bool = false, allowsSessionTags: Bool = false
    ) {
        self.issuer = issuer
        self.clients = clients
        self.claim = claim
        self.people = people
        self.requiresSourceIdentity = requiresSourceIdentity
        self.allowsSessionTags = allowsSessionTags
    }

    /// The length of the policy in characters, as AWS counts them, in the partition with the longest name.
    package var length: Int {
        document(in: AccountID("000000000000"), of: .europeanSovereignCloud).text.unicodeScalars.count
    }

    /// Whether this is the whole ID of a client. There are no patterns of clients.
    package static func isClient(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && !TrustedPerson.hasVariable(text)
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#"*?"\"#.utf8.contains($0) }
    }

    /// - Parameters:
    ///   - account: the role's account; nil where the provider is built into IAM.
    ///   - partition: the account's partition.
    /// - Returns: the policy, of one statement.
    package func document(in account: AccountID?, of partition: Partition) -> JSONValue {
        [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow",
                    "Principal": ["Federated": .string(issuer.principal(in: account, of: partition))],
                    "Action": .array(actions.map { .string($0) }),
                    "Condition": .object(conditions),
                ]
            ],
        ]
    }

    /// With a source identity or tags in a token, AWS asks for these permissions as well.
    private var actions: [String] {
        var actions = ["sts:AssumeRoleWithWebIdentity"]
        if asksForSourceIdentity { actions.append("sts:SetSourceIdentity") }
        if allowsSessionTags || isByTag { actions.append("sts:TagSession") }
        return actions
    }

    private var asksForSourceIdentity: Bool { requiresSourceIdentity || claim == .sourceIdentity }

    private var isByTag: Bool {
        if case .tag = claim { true } else { false }
    }

    private var conditions: [JSONValue.Member] {
        let people: [String] = self.people.reduce(into: []) { texts, person in
            if !texts.contains(person.text) { texts.append(person.text) }
        }
        let who = JSONValue.Member(claim.key(of: issuer), .array(people.map { .string($0) }))
        var equal = [JSONValue.Member("\(issuer.name):aud", .array(clients.map { .string($0) }))]
        var like: [JSONValue.Member] = []
        // One operator for all of them, since AWS wants every operator to hold.
        if self.people.contains(where: \.isPattern) { like.append(who) } else { equal.append(who) }
        if requiresSourceIdentity, claim != .sourceIdentity { like.append(.init("sts:SourceIdentity", ["*"])) }
        return [.init("StringEquals", .object(equal))] + (like.isEmpty ? [] : [.init("StringLike", .object(like))])
    }
}
