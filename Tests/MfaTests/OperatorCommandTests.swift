import AWS
import Concurrency
import FastCGI
import HTTPTypes
import Reactor
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import mfa

@Suite(.timeLimit(.minutes(1))) struct OperatorCommandTests {
    private static let phone = "arn:aws:iam::123456789012:mfa/latchkey/ann/phone"
    private static let old = "arn:aws:iam::123456789012:mfa/ann"
    private static let passkey = "arn:aws:iam::123456789012:u2f/user/ann/key-ABC"

    private func run(_ arguments: String..., on bench: MFABench) async -> (status: Int32, said: String) {
        let command = OperatorCommand(
            devices: bench.service.devices(until: .now + .seconds(30)), audit: bench.service.audit)
        var lines: [String] = []
        let status = await command.perform(arguments) { lines.append($0) }
        return (status, lines.joined(separator: "\n"))
    }

    @Test func `all devices of a person are taken away, and each is recorded`() async throws {
        let bench = try MFABench([Self.phone: "ann", Self.old: "ann", Self.passkey: "ann", "GAHT12345678": "bob"])
        let (status, said) = await run("--remove", "ann", on: bench)
        #expect(status == 0 && bench.devices == [Self.old: "", "GAHT12345678": "bob"])
        #expect(
            said == """
                \(Self.old) is no MFA device of ann any more; it was made elsewhere, so it stays in the account as nobody's
                \(Self.phone) is no MFA device of ann any more, and is deleted
                \(Self.passkey) is no MFA device of ann any more
                ann has no MFA device, and adds a first one at /mfa by being signed in
                """)
        for device in [Self.phone, Self.old, Self.passkey] {
            for result in ["intended", "done"] {
                #expect(
                    bench.audit.contains(
                        #""caller":"operator","action":"remove-mfa-device","subject":"\#(device)","result":"\#(result)","facts":{"account":"\#(OperatorAccount.name)","user":"ann"}"#
                    ))
            }
        }
    }

    @Test func `the person adds a first device afterwards, whatever they tried before`() async throws {
        let bench = try MFABench([Self.phone: "ann"])
        let wrong = #"{"SerialNumber":"\#(Self.phone)","AuthenticationCode1":"000000","AuthenticationCode2":"000000"}"#
        for _ in 0..<6 { _ = await bench.send("POST", "/mfa/resync", wrong) }
        #expect(await run("--remove", "ANN", on: bench).status == 0)
        let begun = await bench.send("POST", "/mfa", #"{"VirtualMFADeviceName":"phone"}"#)
        let ticket = try #require(begun.text.firstMatch(of: /"enrolment":"([^"]+)"/)).1
        let codes = #""AuthenticationCode1":"111111","AuthenticationCode2":"222222""#
        let enabled = await bench.send("POST", "/mfa/enable", #"{"enrolment":"\#(ticket)",\#(codes)}"#)
        #expect(enabled.head.status == .ok && bench.devices == [Self.phone: "ann"])
        let resynced = await bench.send("POST", "/mfa/resync", #"{"SerialNumber":"\#(Self.phone)",\#(codes)}"#)
        #expect(resynced.head.status == .noContent)
    }

    @Test func `of some devices, those that are named go`() async throws {
        let bench = try MFABench([Self.phone: "ann", Self.passkey: "ann"])
        let (status, said) = await run("--remove", "ann", Self.passkey, Self.passkey, on: bench)
        #expect(status == 0 && said.hasSuffix("\nann has 1 more") && bench.devices == [Self.phone: "ann"])
    }

    @Test(arguments: [
        (["--remove"], 64, "takes the name"), (["--remove", "a b"], 64, "takes the name"),
        (["--list", "ann", phone], 64, "takes the name"), (["--remove", "ann", "phone?"], 64, "takes the name"),
        (["--remove", "ann", "GAHT12345678"], 64, "ann has no MFA device GAHT12345678"),
        (["--remove", "nobody"], 67, "there is no IAM user nobody"), (["--list", "latchkey"], 69, "nothing was done"),
    ])
    func `what can't be meant changes nothing`(arguments: [String], status: Int32, words: String) async throws {
        let bench = try MFABench([Self.phone: "ann", "GAHT12345678": "bob"])
        bench.account.with { $0.users["latchkey"] = [:] }
        let command = OperatorCommand(
            devices: bench.service.devices(until: .now + .seconds(30)), audit: bench.service.audit)
        var lines: [String] = []
        #expect(await command.perform(arguments) { lines.append($0) } == status)
        #expect(lines.count == 1 && lines[0].contains(words), "\(lines)")
        #expect(bench.devices == [Self.phone: "ann", "GAHT12345678": "bob"] && bench.audit.isEmpty)
    }

    @Test func `a list names each device`() async throws {
        let bench = try MFABench([Self.phone: "ann"])
        let listed = await run("--list", "ann", on: bench)
        #expect(listed.status == 0 && listed.said == "\(Self.phone) since 2023-01-31T08:00:00Z")
        #expect(await run("--list", "bob", on: bench).said == "bob has no MFA device")
        #expect(await run("--remove", "bob", on: bench).status == 0)
    }

    @Test func `without the audit file nothing is taken away`() async throws {
        let bench = try MFABench([Self.phone: "ann"])
        try bench.breakAudit()
        let (status, said) = await run("--remove", "ann", on: bench)
        #expect(status == 69 && said.contains("was not removed") && bench.devices == [Self.phone: "ann"])
    }

    @Test func `what AWS refuses is told`() async throws {
        let bench = try MFABench([Self.phone: "ann"]) { operation, _ in
            operation == "DeactivateMFADevice" ? (403, "AccessDenied:no") : nil
        }
        let (status, said) = await run("--remove", "ann", on: bench)
        #expect(status == 69 && said.contains("DeactivateMFADevice") && said.contains("AccessDenied"))
    }

    @Test func `without the table the devices go, and the operator learns that the person may have to wait`()
        async throws
    {
        let bench = try MFABench([Self.phone: "ann"]) { operation, _ in
            operation == "GetItem" ? (400, "ResourceNotFoundException") : nil
        }
        let (status, said) = await run("--remove", "ann", on: bench)
        #expect(status == 69 && said.contains("ann may have to wait") && bench.devices.isEmpty)
    }
}
