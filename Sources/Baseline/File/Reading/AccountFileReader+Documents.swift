import AWS
import Formats
import IAMPolicy
import YAML

// Policy documents: inline, from a file, or one that Latchkey brings.

extension AccountFileReader {
    /// The document of an entry that has `document`, `file` or `shipped`.
    mutating func document(_ members: [String: YAMLNode], at line: Int, _ kind: PolicyKind) -> WrittenPolicy? {
        let places = ["document", "file", "shipped"].filter { members[$0] != nil }
        guard places.count == 1, let node = members[places[0]] else {
            fault(line, "a policy should have one of “document”, “file” and “shipped”")
            return nil
        }
        switch places[0] {
        case "file": return policy(inFile: node, kind)
        case "shipped": return policy(shipped: node, kind)
        default: return policy(node, kind)
        }
    }

    private mutating func policy(inFile node: YAMLNode, _ kind: PolicyKind) -> WrittenPolicy? {
        guard let bytes = bytes(of: node), case .text(let name) = node.content else { return nil }
        source = name
        defer { source = nil }
        return tree(bytes).flatMap { policy($0, kind) }
    }

    /// JSON is YAML as well, and so has lines.
    private mutating func tree(_ bytes: [UInt8]) -> YAMLNode? {
        do throws(YAMLError) {
            return try YAMLReader.read(bytes)
        } catch {
            fault(error.line, "\(error.reason)")
            return nil
        }
    }

    private mutating func policy(shipped node: YAMLNode, _ kind: PolicyKind) -> WrittenPolicy? {
        guard let name = text(node, "shipped") else { return nil }
        guard let policy = ShippedPolicy(rawValue: name) else {
            let names = ShippedPolicy.allCases.map(\.rawValue)
            let advice =
                NearName.of(name, among: names).map { "did you mean “\($0)”?" }
                ?? "there are \(names.joined(separator: ", "))"
            fault(node.line, "Latchkey brings no policy “\(Self.shown(name))”: \(advice)")
            return nil
        }
        let tree = tree(policy.bytes).map { inPartition($0) }
        guard let tree else { return nil }
        var missing: Set<String> = []
        let filled = fill(tree, mayNotKeep: PolicyWords.ofShippedPolicies, missing: &missing)
        for word in missing.sorted() {
            let way = word == PolicyWords.region ? "name it in “region”" : "add it to “words”"
            fault(node.line, "the policy “\(name)” has the word \(word), which nobody fills in: \(way)")
        }
        guard missing.isEmpty else { return nil }
        // What a word was filled with may be wrong there.
        source = "\(name).json of Latchkey"
        defer { source = nil }
        return checked(filled, kind)
    }

    /// Policies that Latchkey brings are written for the usual partition.
    private func inPartition(_ node: YAMLNode) -> YAMLNode {
        node.mapTexts { text in
            let usual = "arn:aws:"
            guard text.utf8.starts(with: usual.utf8) else { return [text] }
            return ["arn:\(account.partition.name):" + String(Substring(text.utf8.dropFirst(usual.utf8.count)))]
        }
    }

    /// A document that stands in the file that is being read.
    mutating func policy(_ node: YAMLNode, _ kind: PolicyKind) -> WrittenPolicy? {
        var missing: Set<String> = []
        let filled = fill(node, mayNotKeep: [], missing: &missing)
        for word in missing.sorted() {
            fault(
                node.line, "\(word) has several values, and can only be a whole text: write a list of the whole texts")
        }
        return checked(filled, kind)
    }

    private mutating func fill(
        _ node: YAMLNode, mayNotKeep kept: Set<String>, missing: inout Set<String>
    ) -> YAMLNode {
        node.mapTexts { text in
            let filled = words.fill(text, mayNotKeep: kept)
            missing.formUnion(filled.missing)
            return filled.texts
        }
    }

    private mutating func checked(_ node: YAMLNode, _ kind: PolicyKind) -> WrittenPolicy? {
        let before = faults.count
        check(policy: node, kind)
        guard faults.count == before else { return nil }
        do throws(MalformedPolicy) {
            return try WrittenPolicy(JSONValue(node))
        } catch {
            fault(node.line, "this isn’t a policy that AWS would read with certainty (\(error))")
            return nil
        }
    }
}

extension YAMLNode {
    /// The same tree with other texts. Several in the place of one become a list, or go into the list that it stands in.
    fileprivate func mapTexts(_ transform: (String) -> [String]) -> YAMLNode {
        func node(_ texts: [String]) -> YAMLNode {
            guard texts.count != 1 else { return YAMLNode(content: .text(texts[0]), line: line) }
            return YAMLNode(content: .list(texts.map { YAMLNode(content: .text($0), line: line) }), line: line)
        }
        switch content {
        case .text(let text): return node(transform(text))
        case .list(let nodes):
            let parts = nodes.flatMap { element -> [YAMLNode] in
                let mapped = element.mapTexts(transform)
                guard case .text = element.content, case .list(let several) = mapped.content else { return [mapped] }
                return several
            }
            return YAMLNode(content: .list(parts), line: line)
        case .map(let members):
            let mapped = members.map { Member(name: $0.name, line: $0.line, value: $0.value.mapTexts(transform)) }
            return YAMLNode(content: .map(mapped), line: line)
        }
    }
}

extension JSONValue {
    /// The tree as JSON, in which everything that isn't a list or a map is a text.
    init(_ node: YAMLNode) {
        switch node.content {
        case .text(let text): self = .string(text)
        case .list(let nodes): self = .array(nodes.map { JSONValue($0) })
        case .map(let members): self = .object(members.map { Member($0.name, JSONValue($0.value)) })
        }
    }
}
