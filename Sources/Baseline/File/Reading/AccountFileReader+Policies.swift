import AWS
import IAMPolicy
import YAML

// The password policy, managed and inline policies, and names of policies.

extension AccountFileReader {
    /// In characters without white space. AWS raises it for nobody.
    static let policyQuota = 6_144
    private static let maximumDescription = 1_000

    /// Asks for length alone, and forbids former passwords: what today's advice is (NIST SP 800-63B), with AWS's means.
    mutating func passwordPolicy(_ node: YAMLNode) -> AccountPasswordPolicy {
        let members = self.members(node, of: .passwordPolicy)
        func name(_ text: String) -> (YAMLNode?, String) { (members[text], text) }
        var policy = AccountPasswordPolicy(
            minimumPasswordLength: 14, allowUsersToChangePassword: true, passwordReusePrevention: 24)
        if let length = integer(members["minimum-password-length"], "minimum-password-length", 6...128) {
            policy.minimumPasswordLength = length
        }
        policy.requireSymbols = bool(members["require-symbols"], "require-symbols", usual: false)
        policy.requireNumbers = bool(members["require-numbers"], "require-numbers", usual: false)
        let capitals = "require-uppercase-characters"
        policy.requireUppercaseCharacters = bool(members[capitals], capitals, usual: false)
        let small = "require-lowercase-characters"
        policy.requireLowercaseCharacters = bool(members[small], small, usual: false)
        let change = "allow-users-to-change-password"
        policy.allowUsersToChangePassword = bool(members[change], change, usual: true)
        policy.maxPasswordAge = number(members["max-password-age"], "max-password-age", 1...1_095, usual: nil)
        let reuse = "password-reuse-prevention"
        policy.passwordReusePrevention = number(members[reuse], reuse, 1...24, usual: 24)
        policy.hardExpiry = bool(members["hard-expiry"], "hard-expiry", usual: false)
        if policy.hardExpiry, policy.maxPasswordAge == nil {
            fault(members["hard-expiry"]?.line ?? node.line, "“hard-expiry” means nothing without “max-password-age”")
        }
        return policy
    }

    /// A number, or `none`.
    private mutating func number(
        _ node: YAMLNode?, _ what: String, _ range: ClosedRange<Int>, usual: Int?
    ) -> Int? {
        guard let node else { return usual }
        if node.content == .text("none") { return nil }
        return integer(node, what, range)
    }

    mutating func readPolicies(_ node: YAMLNode?) -> [PolicyEntry] {
        let entries = self.entries(node, "policies", kind: "a policy", PolicyName.init)
        policyNames = Set(entries.map(\.name))
        var policies: [PolicyEntry] = []
        for entry in entries {
            if AWSManagedPolicies.isNamed(entry.name) {
                fault(
                    entry.line,
                    "“\(entry.name)” is the name of one of AWS’s own policies, so that readers would take one for the other: "
                        + "choose another one")
            }
            let members = self.members(entry.node, of: .policy)
            let description = self.description(members["description"])
            guard let document = document(members, at: entry.line, .identity) else { continue }
            if document.countedCharacters > Self.policyQuota {
                fault(
                    entry.line,
                    "the policy “\(entry.name)” has \(document.countedCharacters) characters, and AWS takes \(Self.policyQuota): "
                        + "divide it")
            }
            policies.append(
                PolicyEntry(name: entry.name, description: description, document: document, line: entry.line))
        }
        return policies
    }

    mutating func description(_ node: YAMLNode?) -> String? {
        optional(node, "description", "at most \(Self.maximumDescription) characters of one language’s alphabet") {
            text in
            // `[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*`
            let isTaken = text.unicodeScalars.allSatisfy { scalar in
                ["\t", "\n", "\r"].contains(scalar) || ("\u{20}"..."\u{7e}").contains(scalar)
                    || ("\u{a1}"..."\u{ff}").contains(scalar)
            }
            return isTaken && text.unicodeScalars.count <= Self.maximumDescription ? text : nil
        }
    }

    /// Inline policies that come and go by themselves.
    private static let namesOfLatchkey = [AccountWriter.shutPolicyName, Denial.policyName.key]

    mutating func inlinePolicies(_ node: YAMLNode?) -> [PolicyName: WrittenPolicy] {
        var policies: [PolicyName: WrittenPolicy] = [:]
        for entry in entries(node, "inline-policies", kind: "an inline policy", PolicyName.init) {
            if Self.namesOfLatchkey.contains(entry.name.key) {
                fault(entry.line, "“\(entry.name)” is a name that Latchkey itself uses: choose another one")
            }
            let members = self.members(entry.node, of: .inlinePolicy)
            if let document = document(members, at: entry.line, .identity) { policies[entry.name] = document }
        }
        return policies
    }

    mutating func managedPolicies(_ node: YAMLNode?) -> [PolicyReference] {
        var references: [PolicyReference] = []
        for entry in named(node, "managed-policies") {
            guard let reference = policyReference(entry.name, at: entry.line) else { continue }
            if references.contains(reference) {
                fault(entry.line, "“\(Self.shown(entry.name))” names a policy that stands here already")
            } else {
                references.append(reference)
            }
        }
        return references
    }

    mutating func permissionsBoundary(_ node: YAMLNode?) -> PolicyReference? {
        guard let node, let name = text(node, "permissions-boundary") else { return nil }
        return policyReference(name, at: node.line)
    }

    private mutating func policyReference(_ text: String, at line: Int) -> PolicyReference? {
        if text.utf8.starts(with: "arn:".utf8) { return policyReference(arn: text, at: line) }
        if let name = PolicyName(text), policyNames.contains(name) { return .own(name) }
        if let name = AWSManagedPolicies.name(of: text) { return .awsManaged(name) }
        if let near = NearName.of(text, among: policyNames.map(\.rawValue)) {
            fault(line, "there is no policy “\(Self.shown(text))” in the file: did you mean “\(near)”?")
            return nil
        }
        guard AWSManagedPolicies.isName(text) else {
            fault(line, "“\(Self.shown(text))” is no name of a policy: name one of the file, one of AWS’s, or an ARN")
            return nil
        }
        // AWS has many more than are known here, some with names that are near to these: the plan asks AWS.
        return .awsManaged(text)
    }

    private mutating func policyReference(arn text: String, at line: Int) -> PolicyReference? {
        guard let arn = ARN(text), arn.service == "iam", arn.region.isEmpty, arn.resourceType == "policy",
            !arn.resourceName.isEmpty
        else {
            fault(line, "“\(Self.shown(text))” is no ARN of a policy, such as arn:aws:iam::123456789012:policy/name")
            return nil
        }
        guard arn.partition == account.partition.name, arn.accountID.map({ $0 == account.id }) ?? true else {
            fault(
                line,
                "the policy “\(Self.shown(text))” is of another account or partition, where nothing can be attached")
            return nil
        }
        if arn.accountID != nil,
            arn.resource.utf8.dropLast(arn.resourceName.utf8.count).elementsEqual("policy\(ownPath)".utf8)
        {
            if let name = PolicyName(arn.resourceName), policyNames.contains(name) { return .own(name) }
            fault(
                line,
                "the policy “\(Self.shown(arn.resourceName))” isn’t in the file, which owns all that lies in \(ownPath): add it"
            )
            return nil
        }
        guard arn.accountID == nil else { return .arn(arn) }
        return .awsManaged(String(Substring(arn.resource.utf8.dropFirst("policy/".utf8.count))))
    }
}
