package import AWS
package import FoundationEssentials
package import IAMPolicy

extension RolePlan {
    /// Plans the role that mirrors a user.
    ///
    /// - Parameters:
    ///   - user: the user and their policies.
    ///   - naming: what the role and its policies are called.
    ///   - broker: who may assume the role.
    ///   - mfa: whether the sign-on proves a second factor.
    ///   - requiredBoundary: the permissions boundary that every role has to have; nil where each has its user's.
    ///   - guardian: what the role's sessions are denied whatever their user may do; nil for nothing.
    ///   - quotas: what a role of this account may hold.
    ///   - revokedBefore: sessions that began before this date are to be denied everything.
    /// - Throws: ``RoleMirrorError/policyNotMirrorable(policy:_:)`` for a policy that can't be read, as leaving it out could
    ///   leave out a Deny; ``RoleMirrorError/limitsExceeded(_:)`` when the policies don't fit a role;
    ///   ``RoleMirrorError/boundaryTaken(_:required:)`` when the user has another boundary than the required one.
    package init(
        mirroring user: UserSnapshot, naming: RoleNaming, broker: BrokerIdentity, mfa: PrincipalFacts.MFA,
        requiredBoundary: ARN? = nil, guardian: PolicyStatement?, quotas: RoleQuotas, revokedBefore: Date? = nil
    ) throws(RoleMirrorError) {
        self.init(frameFor: user.user, naming: naming, broker: broker)
        let policies = try PolicyTranslation(of: user, mfa: mfa)
        shortfall = policies.shortfall
        findings = [shortfall].compactMap { $0 } + Finding.ofEveryRole + policies.findings

        let denied = [guardian].compactMap { $0 }.map { PooledStatement($0, version: .v2012) }
        let packing = try RolePacking(policies.statements + denied, attachable: policies.attachable, quotas: quotas)
        inlinePolicies = packing.inline
        inlinePolicies[.revocation] = revokedBefore.map(PolicyDocument.denyingSessions)
        attachedPolicies = policies.attachable.filter { packing.attached.contains($0.key) }
        for document in packing.own {
            let arn = naming.ownPolicyARN(for: roleName, holding: document, of: broker)
            attachedPolicies[arn] = document
            ownPolicies[arn] = document
        }
        sources = Source.list(of: user, policies, attached: packing.attached)
        if let (arn, boundary) = policies.boundary {
            // A role has one boundary alone, and this one must be the user's and the required one both.
            if let requiredBoundary, requiredBoundary != arn || !boundary.isUnchanged {
                throw .boundaryTaken(arn, required: requiredBoundary)
            }
            let own = naming.ownPolicyARN(for: roleName, holding: boundary.document, of: broker)
            try bound(by: arn, boundary, copy: own, quotas: quotas)
        } else if let requiredBoundary {
            permissionsBoundary = requiredBoundary
            findings.append(
                Finding(
                    .note, policy: requiredBoundary.resourceName,
                    """
                    Every role here has this permissions boundary, and your IAM user has none. The role is allowed what your \
                    policies and the boundary both allow.
                    """))
        }
        try checkTrustPolicy(quotas)
    }

    /// All that doesn't follow from policies.
    private init(frameFor user: User, naming: RoleNaming, broker: BrokerIdentity) {
        self.init(
            roleName: naming.roleName(for: user.userName), path: naming.path,
            description: "\(Role.descriptionPrefix)\(user.userName). Kept by Latchkey; changes are undone.",
            trustPolicy: .trusting(broker.principal), maxSessionDuration: 43_200,
            tags: user.tags.filter { !$0.isOfLatchkey && !$0.isReserved }.sorted { $0.key < $1.key },
            mark: .mirror(of: user), attachedPolicies: [:], inlinePolicies: [:], ownPolicies: [:],
            findings: [], sources: [])
    }

    /// Bounds the role as the user is: by the same policy where it says the same for the role, otherwise by a copy.
    ///
    /// A boundary that allows less takes more away, so what is uncertain in it may be left out as anywhere else.
    private mutating func bound(
        by arn: ARN, _ boundary: PolicyDocument.Mirrored, copy: ARN, quotas: RoleQuotas
    ) throws(RoleMirrorError) {
        guard !boundary.isUnchanged else {
            permissionsBoundary = arn
            sources.append(
                Source(name: arn.resourceName, arn: arn, standing: .boundary, findings: boundary.findings))
            return
        }
        permissionsBoundary = copy
        ownPolicies[copy] = boundary.document
        sources.append(
            Source(name: arn.resourceName, arn: arn, standing: .boundaryCopy, findings: boundary.findings))
        findings.append(Finding(.note, policy: arn.resourceName, "The permissions boundary stands in a copy for you."))
        let size = boundary.document.size
        guard size <= quotas.policyCharacters else {
            throw .limitsExceeded([LimitExcess(limit: .boundary, needed: size, allowed: quotas.policyCharacters)])
        }
    }

    private func checkTrustPolicy(_ quotas: RoleQuotas) throws(RoleMirrorError) {
        let size = trustPolicy.minified.count
        guard size <= quotas.trustCharacters else {
            throw .limitsExceeded([LimitExcess(limit: .trustCharacters, needed: size, allowed: quotas.trustCharacters)])
        }
    }
}

extension RolePlan.Source {
    /// What becomes of the user's policies where these are attached, without the boundary.
    fileprivate static func list(
        of user: UserSnapshot, _ policies: PolicyTranslation, attached: Set<ARN>
    ) -> [RolePlan.Source] {
        func standing(_ mirrored: PolicyDocument.Mirrored?) -> Standing {
            mirrored?.document.statements.isEmpty ?? true ? .dropped : .merged
        }
        return zip(user.inline, policies.inline).map {
            .init(name: $0.name, group: $0.group, standing: standing($1), findings: $1.findings)
        }
            + user.managed.sorted().map { arn in
                let mirrored = policies.managed[arn]
                return .init(
                    name: arn.resourceName, arn: arn,
                    standing: attached.contains(arn) ? .attached : standing(mirrored),
                    findings: mirrored?.findings ?? [])
            }
    }
}
