import AWS
import IAMPolicy
import MirrorTestSupport
import Testing

@testable import FakeAWS
@testable import RoleMirror

@Suite struct PolicyStatementGuardTests {
    @Test func `a role's sessions may only look at roles, policies and the table of Latchkey's`() {
        let statement = PolicyStatement.guarding(.usual, of: .usual, table: "latchkey")
        #expect(statement.effect == .deny)
        #expect(statement.elements.keys.sorted() == ["NotAction", "Resource"])
        #expect(
            statement.elements["Resource"] == [
                "arn:aws:iam::123456789012:role/user-role/user_*",
                "arn:aws:iam::123456789012:policy/user-role/latchkey-*",
                "arn:aws:dynamodb:*:123456789012:table/latchkey",
            ])
        #expect(
            statement.elements["NotAction"] == [
                "dynamodb:BatchGetItem", "dynamodb:Describe*", "dynamodb:GetItem", "dynamodb:List*", "dynamodb:Query",
                "dynamodb:Scan", "iam:Generate*", "iam:Get*", "iam:List*", "iam:Simulate*",
            ])
    }

    @Test func `the plan of every role has it, and nothing is allowed before it stands`() async throws {
        let bench = try MirrorBench()
        try await bench.reconcile()
        let denied = try #require(bench.role?.inline["latchkey-deny"])
        let statements = try PolicyDocument(parsing: denied).statements
        #expect(statements == [.guarding(.usual, of: .usual, table: "latchkey")])
    }
}
