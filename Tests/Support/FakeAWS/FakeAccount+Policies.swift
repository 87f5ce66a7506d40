import Formats

extension FakeAccount.World {
    /// Customer managed policies; nil for another operation.
    mutating func answerOnPolicies(_ operation: String, _ form: [String: String]) -> FakeAccount.Answer? {
        let arn = form["PolicyArn"] ?? ""
        switch operation {
        case "ListPolicies": return .list("Policies", policies.keys.sorted().map(xml))
        case "GetPolicy": return policies[arn] == nil ? .noSuchEntity : .result("<Policy>\(xml(arn))</Policy>")
        case "CreatePolicy":
            let made = "arn:aws:iam::123456789012:policy\(form["Path"] ?? "/")\(form["PolicyName"] ?? "")"
            guard policies[made] == nil else { return .entityAlreadyExists }
            policies[made] = ["v1"]
            policyDocuments[made] = form["PolicyDocument"]
            return .result("<Policy>\(xml(made))</Policy>")
        case "GetPolicyVersion":
            guard let document = policyDocuments[arn] else { return .noSuchEntity }
            return .result(Self.xml(form["VersionId"] ?? "", document: document))
        case "CreatePolicyVersion":
            guard let versions = policies[arn] else { return .noSuchEntity }
            let version = "v\(versions.count + 1)"
            policies[arn] = versions + [version]
            policyDocuments[arn] = form["PolicyDocument"]
            return .result(Self.xml(version))
        case "ListPolicyVersions":
            guard let versions = policies[arn] else { return .noSuchEntity }
            return .list(
                "Versions",
                versions.map {
                    """
                    <VersionId>\($0)</VersionId><IsDefaultVersion>\($0 == versions.last)</IsDefaultVersion>\
                    <CreateDate>2020-01-01T00:00:00Z</CreateDate>
                    """
                })
        case "DeletePolicyVersion":
            guard policies[arn] != nil else { return .noSuchEntity }
            policies[arn]?.removeAll { $0 == form["VersionId"] }
            return .done
        case "DeletePolicy":
            guard let versions = policies[arn] else { return .noSuchEntity }
            let isUsed = roles.values.contains { $0.attached.contains(arn) || $0.boundary == arn }
            if versions.count > 1 || isUsed { return .deleteConflict }
            policies[arn] = nil
            return .done
        default: return nil
        }
    }

    /// A version, which is the default one.
    private static func xml(_ version: String, document: String? = nil) -> String {
        """
        <PolicyVersion>\(document.map { "<Document>\(PercentEncoding.encode($0))</Document>" } ?? "")\
        <VersionId>\(version)</VersionId><IsDefaultVersion>true</IsDefaultVersion>\
        <CreateDate>2020-01-01T00:00:00Z</CreateDate></PolicyVersion>
        """
    }

    private func xml(_ arn: String) -> String {
        let uses = roles.values.filter { $0.attached.contains(arn) }.count
        let bounds = roles.values.filter { $0.boundary == arn }.count
        return """
            <PolicyName>\(arn.split(separator: "/").last ?? "")</PolicyName><PolicyId>ANPA</PolicyId>\
            <Arn>\(arn)</Arn><DefaultVersionId>\(policies[arn]?.last ?? "")</DefaultVersionId>\
            <AttachmentCount>\(countsUses ? uses : 0)</AttachmentCount>\
            <PermissionsBoundaryUsageCount>\(countsUses ? bounds : 0)</PermissionsBoundaryUsageCount>\
            <UpdateDate>\(policyDates[arn] ?? "2020-01-01T00:00:00Z")</UpdateDate>
            """
    }
}
