extension IAM {
    /// All users, groups, roles and customer managed policies of the account, with their policies and relations.
    ///
    /// An account with 1,000 entities takes a few calls: a page has up to 200 of them, because each may have documents of
    /// 10,000 characters and more.
    ///
    /// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>
    ///
    /// - Parameters:
    ///   - filter: what is listed.
    ///   - progress: is told after each page how many entities have been read.
    /// - Returns: what there is.
    /// - Throws: the errors of any call.
    package func getAccountAuthorizationDetails(
        filter: [AccountAuthorizationDetails.EntityType] = AccountAuthorizationDetails.EntityType.allCases,
        progress: (Int) -> Void = { _ in }
    ) async throws(AWSError) -> AccountAuthorizationDetails {
        var form = form("GetAccountAuthorizationDetails")
        form.add("Filter", list: filter)
        form.add("MaxItems", 200)
        var details = AccountAuthorizationDetails()
        var marker: String?
        // No account's quotas allow for more entities than this many pages have.
        for _ in 0..<1_000 {
            var page = form
            page.add("Marker", marker)
            let response = try await client.query(page, .idempotent)
            try details.append(response)
            progress(
                details.userDetailList.count + details.groupDetailList.count + details.roleDetailList.count
                    + details.policies.count)
            guard response.optionalText("IsTruncated") == "true" else { return details }
            let next = try response.text("Marker")
            guard next != marker else { throw .malformedResponse(form.operation, "the same Marker twice") }
            marker = next
        }
        throw .malformedResponse(form.operation, "more than 1,000 pages")
    }
}
