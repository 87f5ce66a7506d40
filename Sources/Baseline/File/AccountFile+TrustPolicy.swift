package import AWS
import Formats
package import IAMPolicy
import TrustPolicies

// Who may assume a role: what the role says, and what the groups get.

extension AccountFile {
    /// The trust policy of a role.
    ///
    /// - Throws: `MalformedPolicy` never, for what the reader has made.
    package func trustPolicy(of role: RoleEntry) throws(MalformedPolicy) -> WrittenPolicy {
        try WrittenPolicy(["Version": "2012-10-17", "Statement": .array(role.trust.flatMap(statements))])
    }

    /// The inline policies of a group, with the one by which its members may assume roles.
    ///
    /// - Throws: `MalformedPolicy` never, for what the reader has made.
    package func inlinePolicies(of group: GroupEntry) throws(MalformedPolicy) -> [PolicyName: WrittenPolicy] {
        var policies = group.inlinePolicies
        if let name = PolicyName(Self.assumptionPolicyName), !group.mayAssume.isEmpty {
            policies[name] = try assumptionPolicy(of: group.mayAssume)
        }
        return policies
    }

    /// What a group needs so that its members may assume the roles: exactly these.
    private func assumptionPolicy(of names: [RoleName]) throws(MalformedPolicy) -> WrittenPolicy {
        let arns = names.compactMap { name in roles.first { $0.name == name }.flatMap(arn) }
        return try WrittenPolicy([
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Sid": "AssumeRoles", "Effect": "Allow", "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
                    "Resource": .array(arns.map { .string($0.rawValue) }),
                ]
            ],
        ])
    }

    /// Nil never happens for what the reader has made.
    package func arn(of role: RoleEntry) -> ARN? { account.iamARN("role\(role.path)\(role.name)") }

    /// Nil never happens for what the reader has made.
    package func arn(of person: PersonEntry) -> ARN? { account.iamARN("user\(person.path)\(person.name)") }

    private func statements(_ entry: TrustEntry) -> [JSONValue] {
        switch entry {
        case .groups(let trust): statements(trust)
        case .service(let name): [statement(["Service": .string(name)], ["sts:AssumeRole"])]
        case .principals(let trust): [statement(trust)]
        case .webIdentity(let trust): Self.statements(of: trust.document(in: account.id, of: account.partition))
        case .saml(let provider): [statement(samlProvider: provider)]
        case .statements(let policy): Self.statements(of: (try? JSONReader.read(Array(policy.text.utf8))) ?? .null)
        }
    }

    private static func statements(of document: JSONValue) -> [JSONValue] {
        guard let statement = document["Statement"] else { return [] }
        guard case .array(let list) = statement else { return [statement] }
        return list
    }

    private func statement(
        _ principal: JSONValue, _ actions: [JSONValue], condition: [JSONValue.Member] = []
    ) -> JSONValue {
        JSONValue(present: [
            "Effect": "Allow", "Principal": principal,
            "Action": actions.count == 1 ? actions[0] : .array(actions),
            "Condition": condition.isEmpty ? nil : .object(condition),
        ])
    }

    /// A source identity is the person's own name, which CloudTrail then has through each further role.
    private func statements(_ trust: GroupTrust) -> [JSONValue] {
        let account: JSONValue = ["AWS": .string("arn:\(self.account.partition.name):iam::\(self.account.id):root")]
        var condition: [JSONValue.Member] = []
        if case .required(let greatestAge) = trust.mfa {
            condition.append(.init("Bool", ["aws:MultiFactorAuthPresent": "true"]))
            if let greatestAge {
                condition.append(.init("NumericLessThan", ["aws:MultiFactorAuthAge": .string(String(greatestAge))]))
            }
        }
        var statements = [
            statement(account, ["sts:AssumeRole"], condition: condition),
            statement(
                account, ["sts:SetSourceIdentity"],
                condition: [.init("StringEquals", ["sts:SourceIdentity": "${aws:username}"])]),
        ]
        if let roles = trust.mirroredRoles {
            let pattern = "arn:\(self.account.partition.name):iam::\(self.account.id):role/\(roles)"
            let isMirrored = JSONValue.Member("ArnLike", ["aws:PrincipalArn": .string(pattern)])
            // What it has been given goes on with it. AWS doesn't say whether the key is there when it isn't repeated.
            let isItsOwn = JSONValue.Member(
                "StringEqualsIfExists", ["sts:SourceIdentity": "${aws:SourceIdentity}"])
            statements += [
                statement(account, ["sts:AssumeRole"], condition: [isMirrored]),
                statement(account, ["sts:SetSourceIdentity"], condition: [isMirrored, isItsOwn]),
            ]
        }
        return statements
    }

    private func statement(_ trust: PrincipalTrust) -> JSONValue {
        var names: [JSONValue] = []
        for principal in trust.principals {
            let arn =
                switch principal {
                case .role(let name): roles.first { $0.name == name }.flatMap(arn)
                case .person(let name): people.first { $0.name == name }.flatMap(arn)
                case .arn(let arn): arn
                }
            if let arn { names.append(.string(arn.rawValue)) }
        }
        var actions: [JSONValue] = ["sts:AssumeRole"]
        if trust.bringing.contains(.sourceIdentity) { actions.append("sts:SetSourceIdentity") }
        if trust.bringing.contains(.tags) { actions.append("sts:TagSession") }
        return statement(
            ["AWS": names.count == 1 ? names[0] : .array(names)], actions,
            condition: trust.externalID.map { [.init("StringEquals", ["sts:ExternalId": .string($0)])] } ?? [])
    }

    private func statement(samlProvider name: String) -> JSONValue {
        let arn = samlProviders.first { $0.name == name }?.arn(in: account)
        return statement(
            ["Federated": .string(arn?.rawValue ?? "")], ["sts:AssumeRoleWithSAML"],
            condition: [
                .init("StringEquals", ["SAML:aud": .string("https://\(account.partition.signinHost)/saml")])
            ])
    }
}
