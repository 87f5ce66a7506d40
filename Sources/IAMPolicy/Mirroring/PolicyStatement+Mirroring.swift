extension PolicyStatement {
    /// What the statement has to become in the role's policies so that it decides there as it does for the user.
    ///
    /// Where that isn't certain, an Allow is left out and a Deny forbids more, and a finding says so.
    ///
    /// - Parameters:
    ///   - facts: one for each way in which the user may make requests; not empty.
    ///   - version: of the document that the statement is in.
    /// - Returns: the statement for the role, or nil in its place, with the reasons.
    /// - Throws: ``MalformedPolicy/element(_:)`` for elements that no policy of a user can have.
    func mirrored(for facts: [PrincipalFacts], version: PolicyDocument.Version) throws(MalformedPolicy)
        -> MirroredStatement
    {
        var mirrored: MirroredStatement?
        for facts in facts {
            let one = try self.mirrored(for: facts, version: version)
            mirrored = mirrored?.joined(with: one, effect) ?? one
        }
        return mirrored ?? MirroredStatement(statement: self)
    }

    private func mirrored(for facts: PrincipalFacts, version: PolicyDocument.Version) throws(MalformedPolicy)
        -> MirroredStatement
    {
        for name in ["Principal", "NotPrincipal"] where elements[name] != nil { throw .element(name) }
        var mirroring = StatementMirroring(statement: self, facts: facts, hasVariables: version == .v2012)
        for name in ["Resource", "NotResource"] {
            guard let element = elements[name] else { continue }
            mirroring.resolve(name, try element.values(of: name))
        }
        if let condition = elements["Condition"] { try mirroring.resolve(condition: condition) }
        return mirroring.result
    }
}
