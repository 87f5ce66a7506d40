import XML

extension IAM {
    /// The account's quotas and how much of them is used: `AttachedPoliciesPerRoleQuota`, `Roles`, `RolesQuota`, …
    package func getAccountSummary() async throws(AWSError) -> [String: Int] {
        let answer = try await client.query(form("GetAccountSummary"), .idempotent)
        let entries = try answer.structure("SummaryMap").element.children
        var summary: [String: Int] = [:]
        for entry in entries {
            guard let key = entry["key"]?.text, let value = entry["value"].flatMap({ Int($0.text) }) else {
                throw .malformedAnswer(answer.operation, "an entry of SummaryMap is malformed")
            }
            summary[key] = value
        }
        return summary
    }
}
