import AWS
import Formats
import IAMPolicy
import TrustPolicies

/// The trust of a role in the file's words, where these say the same as the statements of its policy.
struct TrustRecognition {
    /// With everything that a trust may name.
    let file: AccountFile
    let role: RoleEntry
    /// The groups whose members may assume the role.
    let groups: [GroupName]

    /// - Returns: the trust, of which statements that the file has no words for are a part as they are; nil if even so
    ///   the file can't say the same.
    func trust(of policy: WrittenPolicy) -> [TrustEntry]? {
        var found: [TrustEntry] = []
        var written: [JSONValue] = []
        var statements = policy.document.statements[...]
        var texts = Self.statements(of: policy)[...]
        func keep() {
            guard !written.isEmpty else { return }
            if let policy = try? WrittenPolicy(["Version": "2012-10-17", "Statement": .array(written)]) {
                found.append(.statements(policy))
            }
            written = []
        }
        while !statements.isEmpty {
            var count = 1
            if let entry = entry(at: Array(statements)) {
                keep()
                found.append(entry.trust)
                count = entry.count
            } else if let text = texts.first {
                written.append(text)
            }
            statements = statements.dropFirst(count)
            texts = texts.dropFirst(count)
        }
        keep()
        guard let trust = try? made(of: found), PolicyMeaning(trust) == PolicyMeaning(policy.document) else {
            return nil
        }
        return found
    }

    private static func statements(of policy: WrittenPolicy) -> [JSONValue] {
        guard let statement = (try? JSONReader.read(Array(policy.text.utf8)))?["Statement"] else { return [] }
        guard case .array(let list) = statement else { return [statement] }
        return list
    }

    private func made(of trust: [TrustEntry]) throws(MalformedPolicy) -> PolicyDocument {
        var role = role
        role.trust = trust
        return try file.trustPolicy(of: role).document
    }

    /// The entry that makes the first of the statements, and how many it makes.
    private func entry(at statements: [PolicyStatement]) -> (trust: TrustEntry, count: Int)? {
        for candidate in candidates(at: statements) {
            guard let made = try? made(of: [candidate]), made.statements.count <= statements.count else { continue }
            let present = PolicyDocument(statements: Array(statements.prefix(made.statements.count)))
            if PolicyMeaning(made) == PolicyMeaning(present) { return (candidate, made.statements.count) }
        }
        return nil
    }

    /// What may have made the first of the statements. Those that make more of them come first.
    private func candidates(at statements: [PolicyStatement]) -> [TrustEntry] {
        guard let first = statements.first, let principals = first.elements["Principal"]?.members,
            principals.count == 1,
            let (kind, names) = principals.first
        else { return [] }
        switch kind {
        case "Service": return names.texts.map { .service($0) }
        case "Federated":
            let provider = names.texts.first ?? ""
            let saml = file.samlProviders.first { $0.arn(in: file.account)?.rawValue == provider }
            if let saml { return [.saml(provider: saml.name)] }
            return webIdentities(provider, first)
        case "AWS": return groupTrusts(at: statements) + [principalTrust(names.texts, first)].compactMap { $0 }
        default: return []
        }
    }

    private func groupTrusts(at statements: [PolicyStatement]) -> [TrustEntry] {
        guard !groups.isEmpty else { return [] }
        let age = statements.first?.compared("NumericLessThan", "aws:MultiFactorAuthAge").first
        let prefix = "arn:\(file.account.partition.name):iam::\(file.account.id):role/"
        let pattern = statements.prefix(3).flatMap { $0.compared("ArnLike", "aws:PrincipalArn") }.first
        let mirrored = pattern.flatMap { text in
            text.utf8.starts(with: prefix.utf8) ? String(Substring(text.utf8.dropFirst(prefix.utf8.count))) : nil
        }
        return [mirrored, nil].flatMap { mirrored in
            [MFARequirement.required(greatestAge: age.flatMap { Int($0) }), .notRequired].map { mfa in
                .groups(GroupTrust(groups: groups, mfa: mfa, mirroredRoles: mirrored))
            }
        }
    }

    private func principalTrust(_ names: [String], _ statement: PolicyStatement) -> TrustEntry? {
        var principals: [TrustedPrincipal] = []
        for name in names {
            guard let principal = principal(name) else { return nil }
            principals.append(principal)
        }
        let actions = Set(statement.elements["Action"]?.texts.map { $0.lowercased() } ?? [])
        var bringing: Set<PrincipalTrust.Bringing> = []
        if actions.contains("sts:setsourceidentity") { bringing.insert(.sourceIdentity) }
        if actions.contains("sts:tagsession") { bringing.insert(.tags) }
        let externalID = statement.compared("StringEquals", "sts:ExternalId").first
        return .principals(PrincipalTrust(principals: principals, externalID: externalID, bringing: bringing))
    }

    private func principal(_ name: String) -> TrustedPrincipal? {
        if let id = AccountID(name) {
            return AWSAccount(id: id, partition: file.account.partition).iamARN("root").map { .arn($0) }
        }
        guard let arn = ARN(name) else { return nil }
        if let other = file.roles.first(where: { file.arn(of: $0) == arn }), !trusts(other.name) {
            return .role(other.name)
        }
        if let person = file.people.first(where: { file.arn(of: $0) == arn }) { return .person(person.name) }
        return .arn(arn)
    }

    /// Whether a role trusts this one by name, or by way of others: a circle of names is refused.
    private func trusts(_ name: RoleName) -> Bool {
        var seen: Set<RoleName> = []
        var next = [name]
        while let name = next.popLast() {
            if name == role.name { return true }
            guard seen.insert(name).inserted else { continue }
            next += file.roles.first { $0.name == name }?.trustedRoles ?? []
        }
        return false
    }

    // MARK: People of a provider

    private func webIdentities(_ provider: String, _ statement: PolicyStatement) -> [TrustEntry] {
        let prefix = "arn:\(file.account.partition.name):iam::\(file.account.id):oidc-provider/"
        let name =
            provider.utf8.starts(with: prefix.utf8)
            ? String(Substring(provider.utf8.dropFirst(prefix.utf8.count))) : provider
        let entry = file.openIDConnectProviders.first { $0.issuerName == name }
        guard let issuer = try? TrustedIssuer("https://\(name)"), entry != nil || issuer.isBuiltIn else { return [] }
        let clients = statement.compared("StringEquals", "\(issuer.name):aud")
        guard clients.allSatisfy({ entry?.clientIDs.contains($0) ?? true }) else { return [] }
        let actions = statement.elements["Action"]?.texts.map { $0.lowercased() } ?? []
        let prefixOfTags = "aws:RequestTag/"
        let tags = statement.comparedKeys.compactMap { key in
            key.utf8.starts(with: prefixOfTags.utf8)
                ? TrustedClaim("tag:\(Substring(key.utf8.dropFirst(prefixOfTags.utf8.count)))") : nil
        }
        return ([.subject, .email, .sourceIdentity] + tags).compactMap { claim in
            let key = claim.key(of: issuer)
            let texts = statement.compared("StringEquals", key) + statement.compared("StringLike", key)
            guard !texts.isEmpty else { return nil }
            let people = texts.compactMap { try? TrustedPerson($0, by: claim, at: issuer) }
            guard people.count == texts.count else { return nil }
            let isTag = if case .tag = claim { true } else { false }
            return .webIdentity(
                WebIdentityTrust(
                    issuer: issuer, clients: clients, claim: claim, people: people,
                    requiresSourceIdentity: claim != .sourceIdentity
                        && !statement.compared("StringLike", "sts:SourceIdentity").isEmpty,
                    allowsSessionTags: !isTag && actions.contains("sts:tagsession")))
        }
    }
}

extension PolicyStatement {
    /// What a key is compared with by an operator. Neither has a case.
    fileprivate func compared(_ name: String, _ key: String) -> [String] {
        elements["Condition"]?.member(name)?.member(key)?.texts ?? []
    }

    fileprivate var comparedKeys: [String] {
        (elements["Condition"]?.members ?? [:]).values.flatMap { ($0.members ?? [:]).keys }
    }
}

extension PolicyElement {
    fileprivate func member(_ name: String) -> PolicyElement? {
        members?.first { $0.key.lowercased() == name.lowercased() }?.value
    }
}
