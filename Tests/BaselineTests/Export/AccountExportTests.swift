import AWS
import FoundationEssentials
import IAMPolicy
import TestSupport
import Testing

@testable import Baseline

@Suite struct AccountExportTests {
    private let read = ReadFile(files: ["idp.xml": "<EntityDescriptor>\(String(repeating: " ", count: 1_000))"])
    private let account: AWSAccount
    private let path: Path

    init() throws {
        account = AWSAccount(id: try #require(AccountID("123456789012")), partition: .aws)
        path = try #require(Path("/baseline/"))
    }

    private func example() throws -> AccountFile {
        let bytes = try Data(contentsOf: URL(filePath: ReadFile.path("scripts/aws/account.yaml")))
        return try read(String(decoding: bytes, as: UTF8.self)).file
    }

    private func export(_ observed: ObservedAccount) -> (file: AccountFile, remarks: [String]) {
        AccountExport.file(of: observed, in: account, name: "baseline", path: path)
    }

    /// What a file says that was exported from the account of another one.
    private func exported(_ file: AccountFile) throws -> (file: AccountFile, remarks: [String], text: String) {
        let (exported, remarks) = export(try ObservedAccount(asSays: file))
        let text = String(decoding: try AccountFileWriter.write(exported), as: UTF8.self)
        return (try read(text).file, remarks, text)
    }

    @Test func `an account that is as the example says is exported as the example`() throws {
        let example = try example()
        let (file, remarks, text) = try exported(example)
        #expect(remarks.isEmpty)
        #expect(file.inOneOrder == example.inOneOrder, "\(text)")
    }

    @Test func `the Region of tables is in the file, if there are any`() throws {
        var observed = ObservedAccount()
        observed.region = Region("eu-west-1")
        #expect(export(observed).file.region == nil)
        let file = try read("region: eu-north-1\ntables: {abc: {key: id}}").file
        #expect(try exported(file).text.contains("region: eu-north-1\n"))
    }

    @Test func `who was offboarded stays outside`() {
        typealias A = TestAccount
        let offboarded = A.user("bob", inline: ["latchkey-offboarding": A.policy(deny: ["*"])], tags: [])
        let (file, remarks) = export(A.observed(users: [offboarded, A.user("alice", tags: [])]))
        #expect(file.people.map(\.name.rawValue) == ["alice"])
        #expect(remarks == ["the user bob was offboarded, and stays outside"])
    }

    @Test func `an account that is as any file says is exported as this file`() throws {
        let generator = SeededGenerator()
        var files = RandomFile(generator)
        for _ in 0..<60 {
            let text = files.next()
            let file: AccountFile
            do {
                file = try read(text).file
            } catch {
                Issue.record("\(generator.seed): \(error)\n\(text)")
                return
            }
            let (again, remarks, written) = try exported(file)
            #expect(remarks.isEmpty && again.inOneOrder == file.inOneOrder, "\(generator.seed):\n\(text)\n\(written)")
        }
    }

    @Test func `a group whose policy says more than the trusts of roles keeps it`() throws {
        let file = try read(
            "groups: {a: {}, b: {}}\nroles: {r: {trust: [{groups: [a, b]}]}, s: {trust: [{groups: [a]}]}}"
        ).file
        var observed = try ObservedAccount(asSays: file)
        // Somebody has changed one of the roles of a.
        observed.details.roleDetailList[1].role.assumeRolePolicyDocument =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"210987654321"},"Action":"sts:AssumeRole"}}"#
        let exported = export(observed).file
        #expect(exported.groups[0].mayAssume.isEmpty && exported.groups[0].inlinePolicies.count == 1)
        #expect(exported.groups[1].mayAssume.map(\.rawValue) == ["r"] && exported.groups[1].inlinePolicies.isEmpty)
        #expect(exported.roles[0].trust == [.groups(GroupTrust(groups: [exported.groups[1].name]))])
        _ = try read(String(decoding: try AccountFileWriter.write(exported), as: UTF8.self))
    }

    @Test func `a policy without a version says which it is`() throws {
        var observed = try ObservedAccount(asSays: try example())
        observed.details.policies[0].policyVersionList[0].document =
            #"{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#
        let exported = export(observed).file
        #expect(exported.policies.contains { $0.document.text.hasPrefix(#"{"Version":"2008-10-17""#) })
        _ = try read(String(decoding: try AccountFileWriter.write(exported), as: UTF8.self))
    }

    @Test func `roles that AWS and Latchkey make aren't in the file`() throws {
        var observed = try ObservedAccount(asSays: try example())
        let count = observed.details.roleDetailList.count
        let path = try #require(Path("/aws-service-role/x.amazonaws.com/"))
        var mine = observed.details.roleDetailList[0]
        mine.role.roleName = try #require(RoleName("service"))
        mine.role.path = path
        observed.details.roleDetailList.append(mine)
        mine.role.path = .root
        mine.role.roleName = try #require(RoleName("user_ann"))
        mine.role.tags = [Tag(key: "latchkey:mirror", value: "x")]
        observed.details.roleDetailList.append(mine)
        #expect(export(observed).file.roles.count == count)
    }

    @Test func `what can't be as it is in the file is told`() throws {
        var observed = try ObservedAccount(asSays: try example())
        observed.details.policies[0].policy.path = .root
        observed.details.policies[0].policy.arn = try #require(ARN("arn:aws:iam::123456789012:policy/self-service"))
        observed.details.groupDetailList[0].group.path = .root
        observed.details.policies[1].policyVersionList[0].document = "{}"
        let (file, remarks) = export(observed)
        #expect(remarks.contains { $0.contains("policy/self-service lies in another path") })
        #expect(remarks.contains { $0.contains("would move to /baseline/") })
        #expect(remarks.contains { $0.contains("can’t be read with certainty") })
        #expect(file.policies.count == 3)
    }

    @Test func `planned for the account that it is of, the file changes nothing but whose things these are`() throws {
        let example = try example()
        var observed = try ObservedAccount(asSays: example)
        let text = String(decoding: try AccountFileWriter.write(export(observed).file), as: UTF8.self)
        for arn in observed.details.policies.map(\.policy.arn) {
            observed.policyTags[arn] = [Tag(key: AccountFile.ownerTag, value: "baseline")]
        }
        let plan = try AccountPlanner.plan(try read(text).file, for: observed, adopting: Adoption(["all"]))
        #expect(plan.isEmpty && plan.conflicts.isEmpty, "\(plan.entities)")
    }
}
