import AWS
import Baseline
import YAML

@Sendable func fuzzAccountFile(_ bytes: [UInt8]) {
    guard let id = AccountID("123456789012") else { return }
    let account = AWSAccount(id: id, partition: .aws)
    do throws(AccountFileError) {
        let (file, _) = try AccountFileReader.read(bytes, for: account) { (_) throws(FileUnreadable) in bytes }
        require(file.groups.allSatisfy { (try? file.inlinePolicies(of: $0)) != nil }, "a policy that is none")
        require(file.roles.allSatisfy { (try? file.trustPolicy(of: $0)) != nil }, "a trust that is none")
    } catch {
        require(!error.faults.isEmpty && error.faults.allSatisfy { $0.line >= 1 }, "no fault, or one without a line")
    }
}

/// What is read and written is the same tree.
@Sendable func fuzzYAMLWriter(_ bytes: [UInt8]) {
    guard let node = try? YAMLReader.read(bytes) else { return }
    guard let written = try? YAMLWriter.write(node) else {
        require(false, "it can't be written")
        return
    }
    // It may be longer than what is read.
    let again = try? YAMLReader.read(written, maximumSize: written.count, maximumNodes: .max)
    require(again.map { withoutLines($0) } == withoutLines(node), "it is read back as another one")
}

private func withoutLines(_ node: YAMLNode) -> YAMLNode {
    switch node.content {
    case .text: YAMLNode(content: node.content, line: 0)
    case .list(let nodes): YAMLNode(content: .list(nodes.map { withoutLines($0) }), line: 0)
    case .map(let members):
        YAMLNode(content: .map(members.map { .init(name: $0.name, line: 0, value: withoutLines($0.value)) }), line: 0)
    }
}
