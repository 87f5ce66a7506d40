import AWS
import Formats
import TrustPolicies
import YAML

// Whom a role trusts.

extension AccountFileReader {
    mutating func readTrust(_ node: YAMLNode?, at line: Int, _ names: TrustNames) -> [TrustEntry] {
        guard let node else {
            fault(line, "“trust” is missing: it says who may assume the role, such as [{groups: [admin]}]")
            return []
        }
        let nodes = list(node, "trust")
        if case .list(let all) = node.content, all.isEmpty {
            fault(node.line, "“trust” is empty: nobody could assume the role")
        }
        trustNames = [:]
        return nodes.compactMap { trust($0, names) }
    }

    private mutating func trust(_ node: YAMLNode, _ names: TrustNames) -> TrustEntry? {
        guard case .map(let members) = node.content else {
            fault(node.line, "a trust should have names with values, such as {groups: [admin]}")
            return nil
        }
        let forms = FileForm.trusts.filter { form in members.contains { $0.name == form.names[0] } }
        guard forms.count == 1 else {
            // “people” alone is near to no kind, and the list says more than a guess.
            let kinds = FileForm.trusts.map { "“\($0.names[0])”" }.joined(separator: ", ")
            fault(node.line, "a trust should have exactly one of \(kinds)")
            return nil
        }
        let found = self.members(node, of: forms[0])
        switch forms[0] {
        case .groupTrust: return groupTrust(found, node)
        case .serviceTrust: return service(found["service"])
        case .principalTrust: return principalTrust(found, names)
        case .webIdentityTrust: return webIdentityTrust(found, node, names)
        case .samlTrust: return samlTrust(found["saml-provider"], names)
        default: return found["statements"].flatMap { statements($0) }
        }
    }

    private mutating func groupTrust(_ members: [String: YAMLNode], _ node: YAMLNode) -> TrustEntry {
        let groups = self.groups(members["groups"])
        if case .list([])? = members["groups"]?.content { fault(node.line, "“groups” is empty: name a group") }
        let age = duration(members["mfa-age"], "mfa-age", 60...129_600)
        var mfa = MFARequirement.required(greatestAge: age)
        let isRequired = optional(members["mfa"], "mfa", "required or not-required") { text in
            ["required": true, "not-required": false][text]
        }
        if isRequired == false {
            mfa = .notRequired
            if let node = members["mfa-age"] { fault(node.line, "“mfa-age” means nothing with “mfa: not-required”") }
        }
        let roles = optional(
            members["mirrored-roles"], "mirrored-roles", "the path and the names’ beginning, such as user-role/user_*"
        ) { (text: String) -> String? in
            let prefix = text.utf8.dropLast()
            let parts = prefix.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard parts.dropLast().allSatisfy({ !$0.isEmpty }) else { return nil }
            let isPlain = prefix.allSatisfy { $0.isNameByte || $0 == UInt8(ascii: "/") } && prefix.count >= 3
            return isPlain && text.utf8.last == UInt8(ascii: "*") && text.utf8.first != UInt8(ascii: "/") ? text : nil
        }
        return .groups(GroupTrust(groups: groups, mfa: mfa, mirroredRoles: roles))
    }

    private mutating func service(_ node: YAMLNode?) -> TrustEntry? {
        let form = "the name of a service, such as ec2.\(account.partition.dnsSuffix)"
        guard let name = optional(node, "service", form, { $0 }) else { return nil }
        guard isService(name) else {
            fault(node?.line ?? 1, "“service” can’t be “\(Self.shown(name))”: it should be \(form)")
            return nil
        }
        return .service(name)
    }

    private mutating func principalTrust(_ members: [String: YAMLNode], _ names: TrustNames) -> TrustEntry {
        var principals: [TrustedPrincipal] = []
        let entries = named(members["principals"], "principals")
        if entries.isEmpty, let node = members["principals"] {
            fault(node.line, "“principals” is empty: name somebody")
        }
        for entry in entries {
            guard let principal = principal(entry, names) else { continue }
            principals.append(principal)
        }
        let externalID = optional(
            members["external-id"], "external-id", "2 to 1,224 letters, digits and _+=,.@:/-, which nobody can guess"
        ) { text in
            let isPlain = text.utf8.allSatisfy { $0.isNameByte || ":/".utf8.contains($0) }
            return isPlain && (2...1_224).contains(text.utf8.count) ? text : nil
        }
        var bringing: Set<PrincipalTrust.Bringing> = []
        for entry in named(members["bring"], "bring") {
            switch entry.name {
            case "source-identity": bringing.insert(.sourceIdentity)
            case "tags": bringing.insert(.tags)
            default: fault(entry.line, "“bring” should have source-identity or tags")
            }
        }
        let others = entries.filter { entry in !isHere(entry.name) }
        if let other = others.first, members["external-id"] == nil {
            warn(
                other.line,
                "“\(Self.shown(other.name))” is of another account: with an “external-id”, its owner can’t be made to enter "
                    + "here for somebody else")
        }
        return .principals(PrincipalTrust(principals: principals, externalID: externalID, bringing: bringing))
    }

    private func isHere(_ name: String) -> Bool {
        guard let arn = ARN(name) else { return AccountID(name).map { $0 == account.id } ?? true }
        return arn.accountID == account.id
    }

    /// `role/NAME` and `user/NAME` of the file, an account's number, or an ARN.
    private mutating func principal(_ entry: Entry<String>, _ names: TrustNames) -> TrustedPrincipal? {
        let text = entry.name
        if let id = AccountID(text), let arn = AWSAccount(id: id, partition: account.partition).iamARN("root") {
            return .arn(arn)
        }
        if ARN(text) != nil {
            guard let arn = principalARN(text) else {
                fault(
                    entry.line,
                    "“\(Self.shown(text))” is no principal of this partition: AWS takes whole ARNs, without * and ?")
                return nil
            }
            return .arn(arn)
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 1).map { String(Substring($0)) }
        if parts.count == 2, parts[0] == "role", let name = RoleName(parts[1]), names.roles.contains(name) {
            return .role(name)
        }
        if parts.count == 2, parts[0] == "user", let name = UserName(parts[1]), names.people.contains(name) {
            return .person(name)
        }
        let known = names.roles.map { "role/\($0)" } + names.people.map { "user/\($0)" }
        let advice =
            NearName.of(text, among: known).map { "did you mean “\($0)”?" }
            ?? "name role/NAME or user/NAME of the file, an account’s twelve digits, or an ARN"
        fault(entry.line, "there is no principal “\(Self.shown(text))”: \(advice)")
        return nil
    }

    private mutating func samlTrust(_ node: YAMLNode?, _ names: TrustNames) -> TrustEntry? {
        guard let node, let name = text(node, "saml-provider") else { return nil }
        if names.file.samlProviders.contains(where: { $0.name == name }) { return .saml(provider: name) }
        let near = NearName.of(name, among: names.file.samlProviders.map(\.name))
        let advice = near.map { "did you mean “\($0)”?" } ?? "add it to “saml-providers”"
        fault(node.line, "there is no SAML provider “\(Self.shown(name))” in the file: \(advice)")
        return nil
    }

    private mutating func statements(_ node: YAMLNode) -> TrustEntry? {
        let version = YAMLNode(content: .text("2012-10-17"), line: node.line)
        let whole = YAMLNode(
            content: .map([
                .init(name: "Version", line: node.line, value: version),
                .init(name: "Statement", line: node.line, value: node),
            ]), line: node.line)
        return policy(whole, .trust).map { .statements($0) }
    }
}
