import AWS
import Concurrency
import FoundationEssentials
import RoleMirror
import Testing

@testable import FakeAWS
@testable import Preflight

@Suite(.timeLimit(.minutes(1)))
struct PreflightTests {
    /// What a policy of scripts/policies allows.
    private static func documented(_ name: String) throws -> Set<String> {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try String(contentsOfFile: "/\(root)/scripts/policies/\(name).json", encoding: .utf8)
        struct Policy: Decodable {
            struct Statement: Decodable {
                var Effect: String
                var Action: Actions
            }
            enum Actions: Decodable {
                case one(String), many([String])

                init(from decoder: any Decoder) throws {
                    let value = try decoder.singleValueContainer()
                    if let actions = try? value.decode([String].self) {
                        self = .many(actions)
                    } else {
                        self = .one(try value.decode(String.self))
                    }
                }
            }
            var Statement: [Statement]
        }
        let policy = try JSONDecoder().decode(Policy.self, from: Data(text.utf8))
        return Set(
            policy.Statement.filter { $0.Effect == "Allow" }.flatMap { statement -> [String] in
                switch statement.Action {
                case .one(let action): [action]
                case .many(let actions): actions
                }
            })
    }

    private static func bench(
        users: [String] = ["alice"], path: String = "/", denied: Set<String> = [], unreachable: Set<String> = [],
        mfaDevices: MFADeviceSettings.Management = .managed
    ) throws -> (FakeAccount, Preflight) {
        let account = FakeAccount { operation, _ in
            if unreachable.contains(operation) { return (400, "InvalidAction") }
            return denied.contains(operation) ? (403, "AccessDenied") : nil
        }
        account.with { world in
            for user in users {
                world.users[user] = [:]
                world.keys[user] = ["AKIAIOSFODNN7EXAMPLE"]
            }
        }
        account.add("alice", expiresAt: 1)
        let rolePath = try #require(Path("/user-role/"))
        let naming = try #require(RoleNaming(prefix: "user_", path: rolePath))
        let userPath = try #require(Path(path))
        return (
            account,
            Preflight(
                client: try account.client(), table: "latchkey", naming: naming,
                served: ServedUsers(path: userPath), tokensTable: "latchkey-tokens", mfaDevices: mfaDevices,
                nonce: "00112233445566778899aabbccddeeff")
        )
    }

    private static func run(_ preflight: Preflight) async throws -> [String: PermissionCheck.Result] {
        let checks = try await preflight.run(until: .now + .seconds(30))
        return Dictionary(uniqueKeysWithValues: checks.map { ($0.permission, $0.result) })
    }

    @Test func `it speaks of each permission of the documented policies`() async throws {
        let (_, preflight) = try Self.bench()
        let counting = Set(try Self.documented("iam-auth").map { "\($0) of latchkey-tokens" })
        let expected = try Self.documented("broker").union(Self.documented("mfa")).union(counting)
        #expect(Set(try await Self.run(preflight).keys) == expected)
    }

    @Test func `where people manage no MFA devices here, nothing is asked about them`() async throws {
        let (_, preflight) = try Self.bench(mfaDevices: .left)
        #expect(Set(try await Self.run(preflight).keys) == (try Self.documented("broker")))
    }

    @Test(arguments: ["/", "/people/"])
    func `it changes nothing`(path: String) async throws {
        let (account, preflight) = try Self.bench(path: path)
        func state() -> String {
            account.with {
                "\($0.users)\($0.keys)\($0.roles.mapValues { "\($0)" }.sorted { $0.key < $1.key })\($0.table.items)\($0.tokensTable.items)\($0.mfaDevices)"
            }
        }
        let before = state()
        let results = try await Self.run(preflight)
        #expect(state() == before)
        #expect(!results.values.contains { $0 == .missing })
    }

    @Test(arguments: [
        "iam:GetUser", "iam:ListAccessKeys", "iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:GetAccessKeyLastUsed",
        "iam:GetGroupPolicy", "iam:GetPolicyVersion", "iam:DeletePolicy", "iam:GetRolePolicy", "iam:DetachRolePolicy",
        "iam:GetRole", "iam:ListUsers", "iam:GetAccountSummary", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
        "dynamodb:Scan", "iam:ListMFADevices", "iam:EnableMFADevice", "iam:ResyncMFADevice", "iam:DeactivateMFADevice",
        "iam:ListVirtualMFADevices", "iam:DeleteVirtualMFADevice",
    ])
    func `a permission that isn't there is named`(permission: String) async throws {
        let operation = String(try #require(permission.split(separator: ":").last))
        let (_, preflight) = try Self.bench(denied: [operation])
        let results = try await Self.run(preflight)
        let missing = results.filter { $0.value == .missing }.keys
        #expect(Set(missing.map { $0.replacing(" of latchkey-tokens", with: "") }) == [permission])
    }

    @Test func `what would change something is said to be untried`() async throws {
        let (_, preflight) = try Self.bench()
        for permission in ["iam:CreateRole", "iam:PutRolePolicy", "sts:AssumeRole", "iam:CreatePolicy"] {
            guard case .untried = try await Self.run(preflight)[permission] else {
                Issue.record("\(permission)")
                continue
            }
        }
    }

    @Test func `where only some users are served, no key is made even for a user who doesn't exist`() async throws {
        let (account, preflight) = try Self.bench(path: "/people/")
        _ = try await Self.run(preflight)
        #expect(!account.with { $0.operations }.contains("CreateAccessKey"))
    }

    @Test func `a role that is removed meanwhile takes no permission away`() async throws {
        let (account, preflight) = try Self.bench(denied: ["GetRolePolicy"])
        account.with { $0.roles["user_alice"]?.inline = [:] }
        #expect(try await Self.run(preflight)["iam:GetRolePolicy"] == .missing)
        let removing = FakeAccount { operation, world in
            guard operation == "GetRolePolicy" else { return nil }
            world.roles = [:]
            return (403, "AccessDenied")
        }
        removing.add("alice", expiresAt: 1)
        let other = Preflight(
            client: try removing.client(), table: "latchkey", naming: preflight.naming, served: .all,
            tokensTable: "latchkey-tokens", mfaDevices: .managed, nonce: preflight.nonce)
        #expect(try await Self.run(other)["iam:GetRolePolicy"] == .allowed)
    }

    @Test func `an answer that tells nothing is no permission, and none that is missing`() async throws {
        let (_, preflight) = try Self.bench(unreachable: ["GetPolicy"])
        guard case .unknown = try await Self.run(preflight)["iam:GetPolicy"] else {
            Issue.record("iam:GetPolicy")
            return
        }
    }
}
