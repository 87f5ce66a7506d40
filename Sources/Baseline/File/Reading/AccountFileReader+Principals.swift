import AWS
import Formats
import YAML

// Whom a trust policy names.

extension AccountFileReader {
    func allows(_ statement: [String: YAMLNode]) -> Bool { statement["Effect"]?.content == .text("Allow") }

    static let everybody =
        "this lets in everybody in the world: name principals, or say by a condition on aws:PrincipalArn, "
        + "aws:PrincipalAccount or aws:PrincipalOrgID who they are"

    /// Whether a condition says who everybody is, so that nobody of an unknown account is among them.
    private static func namesWho(_ condition: YAMLNode?) -> Bool {
        let operators = ["stringequals", "stringlike", "arnequals", "arnlike"]
        let keys = ["aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths"]
        guard case .map(let comparisons)? = condition?.content else { return false }
        return comparisons.contains { comparison in
            guard operators.contains(comparison.name.lowercased()), case .map(let members) = comparison.value.content
            else { return false }
            return members.contains { member in
                let values = member.value.texts
                // A wildcard where the account stands, or instead of all, leaves it open.
                return keys.contains(member.name.lowercased()) && !values.isEmpty
                    && values.allSatisfy { !$0.hasPrefix("*") && !$0.contains("::*") && !$0.hasPrefix("?") }
            }
        }
    }

    mutating func check(principal node: YAMLNode, _ statement: [String: YAMLNode]) {
        let allows = allows(statement)
        switch node.content {
        case .text("*"):
            if allows, !Self.namesWho(statement["Condition"]) { fault(node.line, Self.everybody) }
        case .map(let members):
            for member in members where !["AWS", "Service", "Federated", "CanonicalUser"].contains(member.name) {
                fault(
                    member.line,
                    "“\(Self.shown(member.name))” is no kind of principal: there are AWS, Service and Federated")
            }
            for member in members {
                if member.value.texts.isEmpty { fault(node.line, "“Principal” names nobody") }
                for name in values(member.value, "Principal") { check(principal: name, of: member.name) }
            }
            if members.isEmpty { fault(node.line, "“Principal” names nobody") }
            let all = members.contains { $0.name == "AWS" && $0.value.texts.contains("*") }
            if all, allows, !Self.namesWho(statement["Condition"]) { fault(node.line, Self.everybody) }
        default: fault(node.line, "“Principal” should be like {AWS: …}, {Service: …} or {Federated: …}")
        }
    }

    private mutating func check(principal name: Entry<String>, of kind: String) {
        let text = Self.shown(name.name)
        switch kind {
        case "AWS":
            guard name.name != "*", AccountID(name.name) == nil, principalARN(name.name) == nil else { return }
            let isID = name.name.utf8.count >= 16 && name.name.utf8.allSatisfy { $0.isWordByte && !$0.isASCIILowercase }
            fault(
                name.line,
                isID
                    ? "“\(text)” is the ID of somebody who is gone: name somebody who is there"
                    : "“\(text)” is no principal of this partition: AWS takes an account’s twelve digits, and whole ARNs "
                        + "without * and ?")
        case "Service":
            if !isService(name.name) {
                fault(name.line, "“\(text)” is no service: it should be like ec2.\(account.partition.dnsSuffix)")
            }
        case "Federated":
            let builtIn = [
                "accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com",
            ]
            let isProvider = identityARN(name.name).map {
                ["oidc-provider", "saml-provider"].contains($0.resourceType)
            }
            if !builtIn.contains(name.name), isProvider != true {
                fault(
                    name.line,
                    "“\(text)” is no provider: write its ARN, such as arn:aws:iam::123456789012:saml-provider/sso")
            }
        default: break
        }
    }

    /// A whole ARN of a principal of this partition: an account's root, a user, a role, or a session.
    func principalARN(_ text: String) -> ARN? {
        guard let arn = identityARN(text) else { return nil }
        let parts = arn.resource.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isWhole = parts.allSatisfy { !$0.isEmpty }
        let isPrincipal =
            switch (arn.service, arn.resourceType) {
            case ("iam", ""): arn.resource == "root"
            case ("iam", "user"), ("iam", "role"): true
            case ("sts", "assumed-role"): parts.count == 3
            case ("sts", "federated-user"): parts.count == 2
            default: false
            }
        return isWhole && isPrincipal ? arn : nil
    }

    private func identityARN(_ text: String) -> ARN? {
        guard let arn = ARN(text), arn.partition == account.partition.name, arn.region.isEmpty, arn.accountID != nil,
            !text.utf8.contains(where: { "*?$".utf8.contains($0) })
        else { return nil }
        return arn
    }

    /// Whether a service of AWS may be called so to policies.
    func isService(_ text: String) -> Bool {
        let suffix = [".amazonaws.com", ".\(account.partition.dnsSuffix)"].first { text.hasSuffix($0) }
        guard let suffix, text.utf8.count <= 128 else { return false }
        let labels = text.utf8.dropLast(suffix.utf8.count).split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            !label.isEmpty && label.allSatisfy { $0.isASCIILowercase || $0.isASCIIDigit || $0 == UInt8(ascii: "-") }
        }
    }
}

extension YAMLNode {
    /// The texts of a list of them, or the only one.
    var texts: [String] {
        let nodes = if case .list(let nodes) = content { nodes } else { [self] }
        return nodes.compactMap { if case .text(let text) = $0.content { text } else { nil } }
    }
}
