import AWS
import Formats
import IAMPolicy
import YAML

// What IAM asks of a policy's form, and what is probably a mistake.

extension AccountFileReader {
    private typealias Members = [String: YAMLNode]

    mutating func check(policy node: YAMLNode, _ kind: PolicyKind) {
        defer { hasVariables = true }
        let members = policyMembers(node, "a policy", ["Version", "Id", "Statement"])
        if case .text(let version) = members["Version"]?.content {
            let known = PolicyDocument.Version(rawValue: version)
            if known == nil { fault(members["Version"]?.line ?? node.line, "“Version” should be 2012-10-17") }
            hasVariables = known != .v2008
        } else if case .map = node.content {
            fault(
                node.line,
                "“Version” is missing: write Version: 2012-10-17, without which ${aws:username} and its like are no variables"
            )
        }
        if let id = members["Id"] { _ = self.text(id, "Id") }
        guard let statement = members["Statement"] else {
            if case .map = node.content { fault(node.line, "“Statement” is missing") }
            return
        }
        check(statements: statement, kind)
    }

    private mutating func check(statements node: YAMLNode, _ kind: PolicyKind) {
        var statements = [node]
        if case .list(let nodes) = node.content { statements = nodes }
        if statements.isEmpty { fault(node.line, "there is no statement: a policy needs one") }
        // The statements of a role's trust become one policy.
        var names = kind == .trust ? trustNames : [:]
        defer { if kind == .trust { trustNames = names } }
        for statement in statements {
            let members = check(statement: statement, kind)
            guard let node = members["Sid"] else { continue }
            guard case .text(let name) = node.content else {
                fault(node.line, "“Sid” should be a text")
                continue
            }
            if !name.utf8.allSatisfy({ $0.isWordByte && $0 != UInt8(ascii: "_") }) {
                fault(node.line, "“Sid” should have letters and digits only")
            }
            if let line = names.updateValue(node.line, forKey: name) {
                fault(node.line, "the Sid “\(Self.shown(name))” stands in line \(line) already")
            }
        }
    }

    private mutating func check(statement node: YAMLNode, _ kind: PolicyKind) -> Members {
        let whom = kind == .trust ? "Principal" : "Resource"
        let members = policyMembers(
            node, "a statement",
            ["Sid", "Effect", "Action", "NotAction", whom, "Not\(whom)", "Condition"],
            elsewhere: kind == .trust
                ? ["Resource": "who may assume a role is decided by its trust alone", "NotResource": ""]
                : ["Principal": "whom a policy is for is decided by what it is attached to", "NotPrincipal": ""])
        guard case .map = node.content else { return members }
        if case .text(let effect) = members["Effect"]?.content, ["Allow", "Deny"].contains(effect) {
        } else {
            fault(members["Effect"]?.line ?? node.line, "“Effect” should be Allow or Deny")
        }
        if let actions = either("Action", members, node) {
            for action in values(actions, "Action") { check(action: action, kind) }
        }
        if let subjects = either(whom, members, node) {
            switch kind {
            case .identity:
                for resource in values(subjects, "Resource") { check(resource: resource) }
            case .trust:
                check(principal: subjects, members)
                if members["NotPrincipal"] != nil, allows(members) { fault(subjects.line, Self.everybody) }
            }
        }
        if let condition = members["Condition"] { check(condition: condition, isDeny: !allows(members)) }
        return members
    }

    /// The value of a name, or of its opposite. Exactly one has to be there.
    private mutating func either(_ name: String, _ members: Members, _ node: YAMLNode) -> YAMLNode? {
        let found = [members[name], members["Not\(name)"]].compactMap { $0 }
        guard found.count == 1 else {
            fault(node.line, "a statement should have either “\(name)” or “Not\(name)”")
            return nil
        }
        return found[0]
    }

    private mutating func policyMembers(
        _ node: YAMLNode, _ what: String, _ known: [String], elsewhere: [String: String] = [:]
    ) -> Members {
        var found: Members = [:]
        for (name, value) in anyMembers(node, what) {
            if known.contains(name.text) {
                found[name.text] = value
            } else if let reason = elsewhere[name.text] {
                fault(name.line, "“\(name.text)” doesn’t belong here" + (reason.isEmpty ? "" : ": \(reason)"))
            } else {
                let advice =
                    NearName.of(name.text, among: known).map { "did you mean “\($0)”?" }
                    ?? "\(what) has \(known.joined(separator: ", "))"
                fault(name.line, "“\(Self.shown(name.text))” means nothing here: \(advice)")
            }
        }
        return found
    }

    /// One text, or a list of some.
    mutating func values(_ node: YAMLNode, _ what: String) -> [Entry<String>] {
        switch node.content {
        case .list(let nodes):
            if nodes.isEmpty { fault(node.line, "“\(what)” is an empty list: name something") }
            return nodes.flatMap { each -> [Entry<String>] in
                guard case .list = each.content else { return values(each, what) }
                fault(each.line, "“\(what)” should have texts in its list, and no further list")
                return []
            }
        case .text(let text):
            if let scalar = text.unicodeScalars.first(where: { !Self.isTaken($0) }) {
                fault(
                    node.line,
                    "AWS takes no “\(scalar)” (U+\(String(scalar.value, radix: 16, uppercase: true))) in a policy")
            }
            return [Entry(name: text, line: node.line, node: node)]
        case .map:
            fault(node.line, "“\(what)” should be a text or a list of texts")
            return []
        }
    }

    /// `[\u0009\u000A\u000D\u0020-\u00FF]`, as the operations of IAM have it.
    private static func isTaken(_ scalar: Unicode.Scalar) -> Bool {
        ["\t", "\n", "\r"].contains(scalar) || ("\u{20}"..."\u{ff}").contains(scalar)
    }

    private mutating func check(action: Entry<String>, _ kind: PolicyKind) {
        let text = action.name
        guard text != "*" else { return }
        guard let (service, name) = Self.actionParts(text) else {
            fault(action.line, "“\(Self.shown(text))” is no action: it should be like s3:GetObject or s3:Get*")
            return
        }
        if kind == .trust, service != "sts", !service.utf8.contains(UInt8(ascii: "*")) {
            fault(action.line, "“\(text)” doesn’t belong into the trust of a role, which has actions of sts alone")
        }
        switch knownActions.find(service, name) {
        case .known:
            if kind == .trust, service == "sts", !KnownActions.isForTrust(name) {
                fault(
                    action.line,
                    "“\(text)” lets nobody assume a role: AWS takes sts:AssumeRole and its like, sts:TagSession and "
                        + "sts:SetSourceIdentity here")
            }
        case .noSuchAction(let meant):
            let isPattern = text.utf8.contains { "*?".utf8.contains($0) }
            refuse(action, isPattern ? "no action is like “\(text)”" : "there is no action “\(text)”", meant)
        case .noSuchService(let meant): refuse(action, "there is no service “\(service)”", meant)
        }
    }

    /// What isn't known here may be new.
    private mutating func refuse(_ action: Entry<String>, _ reason: String, _ meant: String?) {
        guard !newActions.allows(action.name) else { return }
        let advice =
            meant.map { "did you mean “\($0)”?" }
            ?? "look it up in AWS’s Service Authorization Reference."
        fault(
            action.line,
            "\(reason): \(advice) If AWS has it by now, add “\(action.name)” to “new-actions”")
    }

    private mutating func check(resource: Entry<String>) {
        let text = resource.name
        guard text != "*" else { return }
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
        let isOpen = { (part: Substring.UTF8View) in part.contains { "*?$".utf8.contains($0) } }
        guard parts.count == 6 || parts.contains(where: isOpen), parts[0].mayBe("arn") else {
            fault(
                resource.line,
                "“\(Self.shown(text))” is no resource: it should be * or an ARN, such as arn:aws:s3:::bucket/*")
            return
        }
        if parts.count > 1, !isOpen(parts[1]), !parts[1].elementsEqual(account.partition.name.utf8) {
            fault(
                resource.line,
                "“\(Self.shown(text))” is in another partition than the account: write arn:PARTITION:… or "
                    + "arn:\(account.partition.name):…")
        }
        if parts.count == 6 { check(parts: parts, of: resource) }
        check(variables: resource)
        warn(ofPlaceholders: resource, isName: true)
    }

    /// What of an ARN has no wildcards and no variables must be whole.
    private mutating func check(parts: [Substring.UTF8View], of resource: Entry<String>) {
        let isOpen = { (part: Substring.UTF8View) in part.contains { "*?$".utf8.contains($0) } }
        let text = Self.shown(resource.name)
        if parts[2].elementsEqual("iam".utf8), !parts[3].isEmpty, !isOpen(parts[3]) {
            fault(
                resource.line,
                "“\(text)” is in a Region: IAM’s ARNs have no Region, as in arn:aws:iam::123456789012:role/x")
        }
        let isRegionByte = { (byte: UInt8) in byte.isASCIILowercase || byte.isASCIIDigit || byte == UInt8(ascii: "-") }
        if !isOpen(parts[3]), !parts[3].allSatisfy(isRegionByte) {
            fault(
                resource.line,
                "“\(text)” has no Region between its third and fourth colons: write one such as eu-west-1, or add a word of "
                    + "yours to “words”")
        }
        if !parts[4].isEmpty, !isOpen(parts[4]), !parts[4].elementsEqual("aws".utf8),
            AccountID(String(Substring(parts[4]))) == nil
        {
            fault(resource.line, "“\(text)” has no account of twelve digits: write ACCOUNT_ID for that of the file")
        }
        if parts[5].isEmpty { fault(resource.line, "“\(text)” names nothing: write what, or *") }
        check(regionOf: parts, in: resource)
    }
}

extension Substring.UTF8View {
    /// Whether this is the text, or has a wildcard.
    fileprivate func mayBe(_ text: String) -> Bool {
        elementsEqual(text.utf8) || contains { "*?".utf8.contains($0) }
    }
}
