import FastCGI
import Formats
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import console

@Suite(.timeLimit(.minutes(1))) struct CredentialRoutesTests {
    @Test(arguments: ["/api/assume-role", "/assume-role"])
    func `a program gets credentials as credential_process reads them`(path: String) async throws {
        let bench = try ConsoleBench()
        for body in ["", "{}", #"{"Role":"user_ann"}"#] {
            let answer = await bench.send("POST", path, body)
            #expect(answer.head.status == .ok)
            let json = try JSONReader.read(answer.body)
            #expect(json["Version"] == 1)
            for member in ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"] {
                #expect(json[member]?.string?.isEmpty == false, "\(member)")
            }
            #expect(answer.fields[.cacheControl]?.contains("no-store") == true)
        }
        #expect(bench.audit.contains(#""action":"assume-role""#))
    }

    @Test func `callers get their own role, whichever they name`() async throws {
        let bench = try ConsoleBench()
        _ = await bench.send("POST", "/assume-role", #"{"Role":"user_bob"}"#)
        #expect(bench.account.roleNames == ["user_ann"])
    }

    @Test(arguments: [
        (#"{"DurationSeconds":7200}"#, "DurationSeconds"), (#"{"Role":1}"#, "Role"), (#"{"role":"a"}"#, "role"),
        (#"{"Role":"a","RoleArn":"b"}"#, "RoleArn"),
    ])
    func `a member that means nothing is refused by name`(body: String, member: String) async throws {
        let bench = try ConsoleBench()
        let answer = await bench.send("POST", "/api/assume-role", body)
        #expect(answer.head.status == .badRequest)
        #expect(answer.text.contains(#""member":"\#(member)""#))
        #expect(bench.writes == [])
    }

    @Test func `who has no IAM user gets 404, which clients of himeko expect`() async throws {
        let answer = try await ConsoleBench().send("POST", "/api/assume-role", user: "ghost")
        #expect(answer.head.status == .notFound)
        #expect(answer.text.contains(":no-iam-user"))
    }

    @Test func `the list of roles has the caller's own`() async throws {
        let answer = try await ConsoleBench().send("GET", "/roles")
        #expect(answer.text == #"{"Roles":[{"Name":"user_ann"}]}"# + "\n")
    }

    @Test func `without a record in the audit log nothing leaves`() async throws {
        let bench = try ConsoleBench()
        try bench.breakAudit()
        let answer = await bench.send("POST", "/api/assume-role")
        #expect(answer.head.status == .serviceUnavailable)
        #expect(!answer.text.contains("SecretAccessKey"))
    }
}
