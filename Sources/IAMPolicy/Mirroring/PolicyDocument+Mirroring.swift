extension PolicyDocument {
    /// What a document of the user becomes in the role.
    package struct Mirrored: Sendable, Equatable {
        package var document: PolicyDocument
        package var findings: [Finding]
        /// Whether the document says the same as before, so that a managed policy can be attached itself.
        package var isUnchanged: Bool
        /// How much of what the document allows isn't allowed to the role.
        package var loss = MirroringLoss()
    }

    /// Turns a document of the user into one for the user's role, statement by statement.
    ///
    /// - Parameters:
    ///   - facts: about the user, one for each way in which the user may make requests.
    ///   - title: the policy's name, for the findings.
    /// - Returns: the document for the role, with its findings.
    /// - Throws: ``MalformedPolicy/element(_:)`` for elements that no policy of a user can have.
    package func mirrored(for facts: [PrincipalFacts], title: String) throws(MalformedPolicy) -> Mirrored {
        var kept: [PolicyStatement] = []
        var findings: [Finding] = []
        var loss = MirroringLoss()
        for (number, statement) in zip(1..., statements) {
            let mirrored = try statement.mirrored(for: facts, version: version)
            findings += mirrored.findings(statement.effect, policy: title, number: number)
            loss.add(mirrored, of: statement)
            if let statement = mirrored.statement { kept.append(statement) }
        }
        return Mirrored(
            document: PolicyDocument(version: version, statements: kept), findings: findings,
            isUnchanged: kept == statements, loss: loss)
    }
}
