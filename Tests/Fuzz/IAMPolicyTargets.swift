import AWS

@testable import IAMPolicy

private let facts: [PrincipalFacts] = {
    guard let name = UserName("alice"), let arn = ARN("arn:aws:iam::123456789012:user/team*/alice") else {
        fatalError("no such user")
    }
    let user = User(
        userName: name, userID: "AIDAALICE", arn: arn, path: .root, permissionsBoundary: nil, tags: [])
    return PrincipalFacts.list(of: user, mfa: .absent, roleTagKeys: [])
}()

@Sendable func fuzzPolicyDocument(_ bytes: [UInt8]) {
    guard let text = text(bytes), let document = try? PolicyDocument(parsing: text) else { return }
    require((try? PolicyDocument(parsing: document.minified)) == document, "another document when minified")
    guard let mirrored = try? document.mirrored(for: facts, title: "policy") else { return }
    let role = mirrored.document
    require(role.statements.count <= document.statements.count, "more statements than before")
    require(mirrored.isUnchanged == (role == document), "changed and said not to be, or the other way round")
    // A document for the role has nothing left to be decided.
    let again = try? role.mirrored(for: facts, title: "policy")
    require(again?.document == role, "another document when mirrored twice")
}

@Sendable func fuzzPolicyText(_ bytes: [UInt8]) {
    guard let text = text(bytes) else { return }
    let parts = PolicyText(text).parts
    let whole = parts.map { part in
        switch part {
        case .text(let literal): literal
        case .variable(_, _, let whole), .unreadable(let whole): whole
        }
    }
    require(whole.joined().utf8.elementsEqual(text.utf8), "the parts aren't the whole")
    for case .text(let literal) in parts {
        var rest = literal.utf8[...]
        while let start = rest.firstRange(of: "${".utf8), let end = rest[start.upperBound...].firstIndex(of: 0x7d) {
            require(["*", "?", "$"].contains(String(rest[start.upperBound..<end])), "a variable was read over")
            rest = rest[end...]
        }
    }
    let pattern = PolicyPattern(text, wildcards: .literal)
    if !text.contains("$") {
        require(pattern.matches(text), "a literal doesn't match itself")
        require(PolicyPattern(text, wildcards: .match).matches(text), "a pattern doesn't match itself")
    }
    for value in ["alice", "AIDAALICE", "true", "arn:aws:iam::123456789012:user/alice"] where pattern.matches(value) {
        require(text.contains("$") || text.utf8.elementsEqual(value.utf8), "a literal matches something else")
    }
}
