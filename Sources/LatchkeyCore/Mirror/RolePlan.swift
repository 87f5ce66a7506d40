package import AWS
import Cryptography
import Formats
package import FoundationEssentials
package import IAMPolicy

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
    /// The managed policies attached, with what they say: the user's, and Latchkey's own.
    package var attachedPolicies: [ARN: PolicyDocument]
    /// Inline documents by name.
    package var inlinePolicies: [InlineName: PolicyDocument]
    /// The policies that Latchkey makes for this role, the boundary among them if it had to be rewritten.
    package var ownPolicies: [ARN: PolicyDocument]
    /// Where the role is not what the user is.
    package var findings: [Finding]
    /// What became of each of the user's policies, the boundary last.
    package var sources: [Source]

    /// One of the user's policies.
    package struct Source: Sendable, Equatable {
        package enum Standing: String, Sendable {
            /// Attached to the role as it is.
            case attached
            /// Its statements stand among others in policies of the role.
            case merged
            /// The user's permissions boundary is the role's.
            case boundary
            /// A policy made for this role stands in for the user's permissions boundary.
            case boundaryCopy = "boundary-copy"
        }

        package var name: String
        /// The group that an inline policy belongs to.
        package var group: String?
        /// Of a managed policy.
        package var arn: ARN?
        package var standing: Standing
    }

    /// The names of the inline policies that a plan can hold. The statements of all the user's and groups' inline policies
    /// are merged: which document a statement stands in means nothing, apart from the language's version.
    /// Denies stand apart so that they can be written first and removed last; the one that ends sessions on its own, so that
    /// it can be written whatever else there is.
    package enum InlineName: String, Sendable, CaseIterable, Comparable {
        case revocation = "AWSRevokeOlderSessions"
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
    /// - Throws: ``CoreError/policyNotMirrorable(policy:_:)`` for a policy that can't be read: leaving it out could leave out
    ///   a Deny; ``CoreError/limitsExceeded(_:)`` when no packing fits.
    package init(
        mirroring user: User, _ policies: UserPolicies, naming: RoleNaming, broker: BrokerIdentity,
        mfa: PrincipalFacts.MFA, quotas: RoleQuotas, revokedBefore: Date? = nil
    ) throws(CoreError) {
        roleName = naming.roleName(for: user.userName)
        path = naming.path
        description = "Mirrors the IAM user \(user.userName). Kept by Latchkey; changes are undone."
        trustPolicy = .trusting(broker.principal)
        maxSessionDuration = 43_200
        tags = user.tags.sorted { $0.key < $1.key }
        ownPolicies = [:]
        findings = Finding.ofEveryRole

        var reading = PolicyReading(facts: PrincipalFacts.list(of: user, mfa: mfa, roleTagKeys: [Tag.mirror.key]))
        for policy in policies.inline { try reading.add(inline: policy) }
        for arn in policies.managed.sorted() {
            try reading.add(managed: arn, document: policies.documents[arn])
        }
        let boundary = try user.permissionsBoundary.map { arn throws(CoreError) in
            (arn, try reading.read(arn.resourceName, policies.documents[arn]))
        }
        findings += reading.findings.sorted()

        let packing = try RolePacking(reading.statements, attachable: reading.attachable, quotas: quotas)
        inlinePolicies = packing.inline
        inlinePolicies[.revocation] = revokedBefore.map(PolicyDocument.denyingSessions)
        attachedPolicies = reading.attachable.filter { packing.attached.contains($0.key) }
        sources =
            policies.inline.map { Source(name: $0.name, group: $0.group, arn: nil, standing: .merged) }
            + policies.managed.sorted().map {
                Source(
                    name: $0.resourceName, group: nil, arn: $0,
                    standing: packing.attached.contains($0) ? .attached : .merged)
            }
        for document in packing.own {
            let arn = naming.ownPolicyARN(for: roleName, holding: document, of: broker)
            attachedPolicies[arn] = document
            ownPolicies[arn] = document
        }
        if case (let arn, var mirrored)? = boundary, !mirrored.isUnchanged {
            // A document has to have a statement; one that never allowed the user anything goes on doing so.
            if mirrored.document.statements.isEmpty { mirrored.document.statements = [.denyingAll] }
            // A boundary that allows less bounds more, so what is uncertain in it may be left out like everywhere.
            let own = naming.ownPolicyARN(for: roleName, holding: mirrored.document, of: broker)
            permissionsBoundary = own
            sources.append(Source(name: arn.resourceName, arn: arn, standing: .boundaryCopy))
            ownPolicies[own] = mirrored.document
            if mirrored.document.size > quotas.policyCharacters {
                throw .limitsExceeded([
                    LimitExcess(limit: .boundary, needed: mirrored.document.size, allowed: quotas.policyCharacters)
                ])
            }
            findings += [Finding(.note, policy: arn.resourceName, "The permissions boundary stands in a copy for you.")]
        } else if let arn = boundary?.0 {
            permissionsBoundary = arn
            sources.append(Source(name: arn.resourceName, arn: arn, standing: .boundary))
        }
        let trustCharacters = trustPolicy.minified.count
        if trustCharacters > quotas.trustCharacters {
            throw .limitsExceeded([
                LimitExcess(limit: .trustCharacters, needed: trustCharacters, allowed: quotas.trustCharacters)
            ])
        }
    }

    /// The tags of the role: the user's and Latchkey's own, which gives way where there are as many as there may be, or the
    /// user has one of its key.
    package var roleTags: [Tag] {
        guard tags.count < Tag.mostPerRole, !tags.contains(where: { $0.hasKey(of: .mirror) }) else { return tags }
        return (tags + [.mirror]).sorted { $0.key < $1.key }
    }

    /// A digest over all that the plan says: equal plans have equal fingerprints.
    package var fingerprint: String {
        func texts(_ documents: [ARN: PolicyDocument]) -> PolicyElement {
            .object(Dictionary(uniqueKeysWithValues: documents.map { ($0.description, .string($1.minified)) }))
        }
        let plan: PolicyElement = [
            "role": .string("\(path)\(roleName)"),
            "trust": .string(trustPolicy.minified),
            "duration": .string(String(maxSessionDuration)),
            "boundary": permissionsBoundary.map { .string($0.description) } ?? .null,
            "tags": .array(tags.map { [.string($0.key), .string($0.value)] }),
            "attached": texts(attachedPolicies),
            "own": texts(ownPolicies),
            "inline": .object(
                Dictionary(
                    uniqueKeysWithValues: inlinePolicies.map { ($0.rawValue, PolicyElement.string($1.minified)) })),
        ]
        return Hexadecimal.encode(SHA256.digest(plan.minified))
    }
}

/// The user's policies as they are read one after the other.
private struct PolicyReading {
    let facts: [PrincipalFacts]
    var statements: [PooledStatement] = []
    var attachable: [ARN: PolicyDocument] = [:]
    var findings: [Finding] = []

    init(facts: [PrincipalFacts]) { self.facts = facts }

    mutating func add(inline policy: UserPolicies.Inline) throws(CoreError) {
        statements += PooledStatement.list(of: try read(policy.title, policy.document).document)
    }

    /// A managed policy that says the same for the role is attached; another one's statements are taken over.
    mutating func add(managed arn: ARN, document: String?) throws(CoreError) {
        let mirrored = try read(arn.resourceName, document)
        if mirrored.isUnchanged {
            attachable[arn] = mirrored.document
        } else {
            statements += PooledStatement.list(of: mirrored.document)
        }
    }

    mutating func read(_ title: String, _ text: String?) throws(CoreError) -> PolicyDocument.Mirrored {
        do throws(MalformedPolicy) {
            guard let text else { throw .element("document") }
            let mirrored = try PolicyDocument(parsing: text).mirrored(for: facts, title: title)
            findings += mirrored.findings
            return mirrored
        } catch {
            throw .policyNotMirrorable(policy: title, error)
        }
    }
}

extension PolicyStatement {
    static let denyingAll = PolicyStatement(effect: .deny, elements: ["Action": "*", "Resource": "*"])
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
