import IAMPolicy
import YAML

// Conditions of policies, variables, and whom a trust policy names.

extension AccountFileReader {
    mutating func check(condition node: YAMLNode) {
        for (name, keys) in anyMembers(node, "“Condition”") {
            guard let form = ConditionValueForm(operator: name.text) else {
                let near = NearName.of(name.text, among: ConditionValueForm.operators)
                let advice = near.map { "did you mean “\($0)”?" } ?? "such as StringEquals, Bool or ArnLike"
                fault(name.line, "there is no condition operator “\(Self.shown(name.text))”: \(advice)")
                continue
            }
            let members = anyMembers(keys, "“\(name.text)”")
            if members.isEmpty { fault(name.line, "“\(name.text)” compares nothing: name a key, such as aws:SourceIp") }
            for (key, value) in members { check(key: key, value, form) }
        }
    }

    private mutating func check(key: WrittenName, _ value: YAMLNode, _ form: ConditionValueForm) {
        if !key.text.utf8.contains(UInt8(ascii: ":")) {
            fault(key.line, "“\(Self.shown(key.text))” is no condition key: it should be like aws:SourceIp")
        }
        var values = [value]
        if case .list(let nodes) = value.content { values = nodes }
        if values.isEmpty { fault(value.line, "“\(key.text)” is compared with nothing") }
        for value in values {
            guard case .text(let text) = value.content else {
                fault(value.line, "“\(key.text)” should be compared with texts")
                continue
            }
            if !form.takes(text) {
                fault(
                    value.line, "“\(key.text)” can’t be compared with “\(Self.shown(text))”: it should be \(form.words)"
                )
            }
            check(variables: Entry(name: text, line: value.line, node: value))
        }
    }

    /// IAM reads `${…}` as a variable, and doesn't say what it makes of one that isn't whole.
    mutating func check(variables text: Entry<String>) {
        var rest = text.name.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "$")) {
            rest = rest[rest.index(after: start)...]
            guard rest.first == UInt8(ascii: "{") else { continue }
            rest = rest.dropFirst()
            let variable = rest.prefix { $0 != UInt8(ascii: "}") }
            let isEscape = variable.count == 1 && "*?$".utf8.contains(variable.first ?? 0)
            let isKey = variable.contains(UInt8(ascii: ":")) && !variable.contains(UInt8(ascii: "$"))
            if variable.endIndex == rest.endIndex || !isEscape && !isKey {
                fault(
                    text.line,
                    "“\(Self.shown(text.name))” has a variable that isn’t whole: it should be like ${aws:username}")
                return
            }
            rest = rest[variable.endIndex...]
        }
    }

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
            if members.isEmpty { fault(node.line, "“Principal” names nobody") }
            let all = members.contains { $0.name == "AWS" && $0.value.texts.contains("*") }
            if all, allows, !Self.namesWho(statement["Condition"]) { fault(node.line, Self.everybody) }
        default: fault(node.line, "“Principal” should be like {AWS: …}, {Service: …} or {Federated: …}")
        }
    }
}

extension YAMLNode {
    /// The texts of a list of them, or the only one.
    fileprivate var texts: [String] {
        let nodes = if case .list(let nodes) = content { nodes } else { [self] }
        return nodes.compactMap { if case .text(let text) = $0.content { text } else { nil } }
    }
}
