import Testing

@testable import AWS

@Suite(.timeLimit(.minutes(1)))
struct ClientQueryTests {
    @Test func `a list is read to its last page, past empty pages`() async throws {
        let page: @Sendable (String, String?) -> ScriptedTransport.Step = { members, marker in
            let more = marker.map { "<IsTruncated>true</IsTruncated><Marker>\($0)</Marker>" }
            return .ok(
                IAMResponses.wrap(
                    "ListUserPolicies",
                    "<PolicyNames>\(members)</PolicyNames>\(more ?? "<IsTruncated>false</IsTruncated>")"))
        }
        let transport = ScriptedTransport([
            page("<member>a</member><member>b</member>", "m=1&amp;"), page("", "m2"), page("<member>c</member>", nil),
        ])
        let names = try await IAM(Client.make(transport)).listUserPolicies(userName: .known("bob"))
        #expect(names.map(\.rawValue) == ["a", "b", "c"])
        #expect(transport.requests.map { $0.form["Marker"] } == [nil, "m=1&", "m2"])
        #expect(transport.requests.allSatisfy { $0.form["UserName"] == "bob" })

        let stuck = ScriptedTransport { _ in page("<member>a</member>", "same") }
        let iam = IAM(try Client.make(stuck))
        let error = await #expect(throws: AWSError.self) { try await iam.listUserPolicies(userName: .known("bob")) }
        #expect(error?.label == "malformedResponse" && stuck.requests.count == 2)
    }

    @Test func `a response without the list that was asked for is malformed`() async throws {
        let response = IAMResponses.wrap("ListUserPolicies", "<IsTruncated>false</IsTruncated>")
        let iam = IAM(try Client.make(ScriptedTransport([.ok(response)])))
        await #expect(
            throws: AWSError.malformedResponse(
                Operation(.iam, "ListUserPolicies"), "PolicyNames is missing in ListUserPoliciesResult")
        ) {
            try await iam.listUserPolicies(userName: .known("bob"))
        }
    }

    /// If we took the status 200 of something between us and AWS for success, a role might lack a Deny.
    @Test(arguments: [
        "", "<html><body>Sign in</body></html>", "{}", "<PutRolePolicyResponse>", "<DeleteRoleResponse/>",
    ])
    func `an operation without a result has succeeded only if the response says so`(body: String) async throws {
        let iam = IAM(try Client.make(ScriptedTransport([.ok(body)])))
        let error = await #expect(throws: AWSError.self) {
            try await iam.putRolePolicy(
                roleName: .known("user_bob"), policyName: .known("latchkey-deny"), policyDocument: "{}")
        }
        #expect(error?.label == "malformedResponse")

        let deletion = await #expect(throws: AWSError.self) {
            let deleting = IAM(try Client.make(ScriptedTransport([.ok(body)])))
            try await deleting.deleteRolePolicy(roleName: .known("user_bob"), policyName: .known("latchkey-allow"))
        }
        #expect(deletion?.label == "malformedResponse" && deletion?.mayHaveBeenCarriedOut == true)

        let response = "<PutRolePolicyResponse><ResponseMetadata/></PutRolePolicyResponse>"
        try await IAM(try Client.make(ScriptedTransport([.ok(response)]))).putRolePolicy(
            roleName: .known("user_bob"), policyName: .known("latchkey-deny"), policyDocument: "{}")
    }
}
