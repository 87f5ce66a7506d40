extension PolicyDocument {
    /// The document as it has to stand in the role's policies.
    package struct Mirrored: Sendable, Equatable {
        package var document: PolicyDocument
        package var findings: [Finding]
        /// Whether it says the same as before, so that the policy itself can be attached.
        package var isUnchanged: Bool
    }

    /// Takes the document over for a user; see ``PolicyStatement/mirrored(for:version:)``.
    ///
    /// - Parameters:
    ///   - facts: of the user, with whatever the role's session may stand in for.
    ///   - title: the policy's name, for the findings.
    /// - Returns: what stays, and where that differs.
    /// - Throws: ``MalformedPolicy`` for elements of a shape that IAM doesn't have.
    package func mirrored(for facts: [PrincipalFacts], title: String) throws(MalformedPolicy) -> Mirrored {
        var kept: [PolicyStatement] = []
        var findings: [Finding] = []
        for statement in statements {
            let mirrored = try statement.mirrored(for: facts, version: version)
            if let words = mirrored.finding {
                findings.append(Finding(statement.effect == .allow ? .leftOut : .forbidsMore, policy: title, words))
            }
            if let statement = mirrored.statement { kept.append(statement) }
        }
        return Mirrored(
            document: PolicyDocument(version: version, statements: kept), findings: findings,
            isUnchanged: kept == statements)
    }
}
