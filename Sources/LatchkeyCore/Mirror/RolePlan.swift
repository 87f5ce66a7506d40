package import AWS
import Cryptography

/// What a mirrored role should be: made from a user's snapshot alone, without writing anything.
package struct RolePlan: Sendable, Equatable {
    package var roleName: RoleName
    package var path: Path
    package var description: String
    package var trustPolicy: PolicyDocument
    /// In seconds.
    package var maxSessionDuration: Int
    package var permissionsBoundary: ARN?
    /// The user's own tags, so that `aws:PrincipalTag` reads the same in the role's sessions.
    package var tags: [Tag]
    package var attachedPolicies: Set<ARN>
    /// Inline documents by name.
    package var inlinePolicies: [InlineName: PolicyDocument]

    /// The names of the inline policies that a plan can hold. The statements of all the user's and groups' inline policies
    /// are merged: which document a statement stands in means nothing, apart from the language's version.
    /// Denies stand apart so that they can be written first and removed last.
    package enum InlineName: String, Sendable, CaseIterable, Comparable {
        case deny = "latchkey-deny"
        case deny2008 = "latchkey-deny-2008"
        case allow = "latchkey-allow"
        case allow2008 = "latchkey-allow-2008"

        init(effect: PolicyStatement.Effect, version: PolicyDocument.Version) {
            self =
                switch (effect, version) {
                case (.deny, .v2012): .deny
                case (.deny, .v2008): .deny2008
                case (.allow, .v2012): .allow
                case (.allow, .v2008): .allow2008
                }
        }

        /// The name as IAM takes it.
        package var policyName: PolicyName {
            guard let name = PolicyName(rawValue) else { preconditionFailure("the names here are policy names") }
            return name
        }

        package static func < (a: InlineName, b: InlineName) -> Bool { a.rawValue < b.rawValue }
    }
}

extension RolePlan {
    /// Plans the role that mirrors a user.
    ///
    /// - Throws: ``CoreError/policyNotMirrorable(policy:_:)`` for an inline policy that can't be read: leaving it out could
    ///   leave out a Deny.
    package init(mirroring snapshot: UserSnapshot, naming: RoleNaming, broker: ARN) throws(CoreError) {
        let user = snapshot.user
        roleName = naming.roleName(for: user.userName)
        path = naming.path
        description = "Mirrors the IAM user \(user.userName). Kept by Latchkey; changes are undone."
        trustPolicy = .trusting(broker)
        maxSessionDuration = 43_200
        permissionsBoundary = user.permissionsBoundary
        tags = user.tags.sorted { $0.key < $1.key }
        attachedPolicies = Set(snapshot.managedPolicies)

        inlinePolicies = [:]
        for policy in snapshot.inlinePolicies {
            let document: PolicyDocument
            do {
                document = try PolicyDocument(parsing: policy.document)
            } catch {
                throw .policyNotMirrorable(policy: policy.title, error)
            }
            for statement in document.statements {
                let name = InlineName(effect: statement.effect, version: document.version)
                var merged = inlinePolicies[name] ?? PolicyDocument(version: document.version, statements: [])
                if !merged.statements.contains(statement) { merged.statements.append(statement) }
                inlinePolicies[name] = merged
            }
        }
        for (name, document) in inlinePolicies {
            // IAM lists policies in no promised order: the plan must not differ by it.
            inlinePolicies[name]?.statements = document.statements.sorted { $0.json.minified < $1.json.minified }
        }
    }

    /// The limits that a role of this plan would pass; empty when it fits.
    package func excesses(over quotas: RoleQuotas, isNew: Bool) -> [LimitExcess] {
        let inlineCharacters = inlinePolicies.values.reduce(0) { $0 + $1.minified.countWithoutWhiteSpace }
        let trustCharacters = trustPolicy.minified.count
        var excesses: [LimitExcess] = []
        func check(_ limit: LimitExcess.Limit, _ needed: Int, _ allowed: Int) {
            if needed > allowed { excesses.append(LimitExcess(limit: limit, needed: needed, allowed: allowed)) }
        }
        check(.attachedPolicies, attachedPolicies.count, quotas.attachedPolicies)
        check(.inlineCharacters, inlineCharacters, quotas.inlineCharacters)
        check(.trustCharacters, trustCharacters, quotas.trustCharacters)
        if isNew { check(.roles, quotas.roles + 1, quotas.rolesQuota) }
        return excesses
    }

    /// A digest over all that the plan says: equal plans have equal fingerprints.
    package var fingerprint: String {
        let inline = Dictionary(
            uniqueKeysWithValues: inlinePolicies.map { ($0.rawValue, PolicyElement.string($1.minified)) })
        let plan: PolicyElement = [
            "role": .string("\(path)\(roleName)"),
            "trust": .string(trustPolicy.minified),
            "duration": .string(String(maxSessionDuration)),
            "boundary": permissionsBoundary.map { .string($0.description) } ?? .null,
            "tags": .array(tags.map { [.string($0.key), .string($0.value)] }),
            "attached": .array(attachedPolicies.map(\.description).sorted().map { .string($0) }),
            "inline": .object(inline),
        ]
        return Hexadecimal.encode(SHA256.digest(plan.minified))
    }
}

extension PolicyDocument {
    /// The trust policy of a mirrored role: the broker alone may assume it, and must be able to say for whom.
    ///
    /// The account root, himeko's default, would let everyone in the account with `sts:AssumeRole` become this person.
    package static func trusting(_ broker: ARN) -> PolicyDocument {
        PolicyDocument(statements: [
            PolicyStatement(
                effect: .allow,
                elements: [
                    "Principal": ["AWS": .string(broker.description)],
                    "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
                ])
        ])
    }
}

extension String {
    /// IAM counts no white space against the size of a policy.
    fileprivate var countWithoutWhiteSpace: Int {
        unicodeScalars.count { !$0.properties.isWhitespace }
    }
}
