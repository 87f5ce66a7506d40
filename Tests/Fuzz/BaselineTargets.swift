import AWS
import Formats
import YAML

@testable import Baseline

@Sendable func fuzzAccountFile(_ bytes: [UInt8]) {
    guard let id = AccountID("123456789012") else { return }
    let account = AWSAccount(id: id, partition: .aws)
    do throws(AccountFileError) {
        let (file, _) = try AccountFileReader.read(bytes, for: account) { (_) throws(FileUnreadable) in bytes }
        requireReadBack(file)
        require(file.groups.allSatisfy { (try? file.inlinePolicies(of: $0)) != nil }, "a policy that is none")
        require(file.roles.allSatisfy { (try? file.trustPolicy(of: $0)) != nil }, "a trust that is none")
    } catch {
        require(!error.faults.isEmpty && error.faults.allSatisfy { $0.line >= 1 }, "no fault, or one without a line")
    }
}

/// What a file says is written so that it says the same.
private func requireReadBack(_ file: AccountFile) {
    // A key may be any text, of which YAML can't hold some.
    guard file.people.allSatisfy({ $0.pgpKey == nil }), let written = try? AccountFileWriter.write(file) else { return }
    do throws(AccountFileError) {
        let (again, _) = try AccountFileReader.read(written, for: file.account) { (_) throws(FileUnreadable) in
            throw FileUnreadable("isn't asked for")
        }
        require((try? AccountFileWriter.write(again)) == written, "it is read back as another file")
    } catch {
        require(false, "what is written isn't read: \(error)")
    }
}

/// The trust of a role is said in the file's words only where these mean the same.
@Sendable func fuzzTrustRecognition(_ bytes: [UInt8]) {
    guard let id = AccountID("123456789012"), let role = RoleName("r"), let group = GroupName("g"),
        let json = try? JSONReader.read(bytes), let policy = try? WrittenPolicy(json)
    else { return }
    let account = AWSAccount(id: id, partition: .aws)
    let entry = RoleEntry(name: role, trust: [.statements(policy)])
    let file = AccountFile(
        account: account, path: AccountFile.usualPath(ofFile: "baseline"), groups: [GroupEntry(name: group)],
        roles: [entry] + [RoleName("other")].compactMap { $0 }.map { RoleEntry(name: $0, trust: []) },
        people: [UserName("ann")].compactMap { $0 }.map { PersonEntry(name: $0) },
        openIDConnectProviders: [OpenIDConnectProviderEntry(url: "https://sso.example.com", clientIDs: ["c"])],
        samlProviders: [SAMLProviderEntry(name: "sso", metadataDocument: "")])
    guard let trust = TrustRecognition(file: file, role: entry, groups: [group]).trust(of: policy) else { return }
    var other = entry
    other.trust = trust
    let made = try? file.trustPolicy(of: other)
    require(made.map { PolicyMeaning($0.document) } == PolicyMeaning(policy.document), "it means something else")
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
