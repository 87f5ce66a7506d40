import XML

extension IAM {
    /// The account's quotas and their usage by name: `AttachedPoliciesPerRoleQuota`, `Roles`, `RolesQuota`, …
    package func getAccountSummary() async throws(AWSError) -> [String: Int] {
        let response = try await client.query(form("GetAccountSummary"), .idempotent)
        let entries = try response.structure("SummaryMap").element.children
        var summary: [String: Int] = [:]
        for entry in entries {
            guard let key = entry["key"]?.text, let value = entry["value"].flatMap({ Int($0.text) }) else {
                throw .malformedResponse(response.operation, "an entry of SummaryMap is malformed")
            }
            summary[key] = value
        }
        return summary
    }
}
