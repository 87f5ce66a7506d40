import FastCGI
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import mfa

@Suite(.timeLimit(.minutes(1))) struct MFADevicesPageTests {
    private static let phone = "arn:aws:iam::123456789012:mfa/latchkey/ann/phone"
    private static let passkey = "arn:aws:iam::123456789012:u2f/user/ann/key-ABC"

    @Test func `who has no device is told why to add one`() async throws {
        let page = try await MFABench().page()
        #expect(
            page.head.status == .ok && page.text.contains("You have no MFA device") && page.text.contains("/mfa/add"))
        #expect(page.text.contains("Passkey or security key") && !page.text.contains("Lost a device?"))
    }

    @Test func `the way to passkeys leads to the person's own user in the console`() async throws {
        let page = try await MFABench().page()
        #expect(
            page.text.contains(
                "/?relay=https%3A%2F%2Fconsole.aws.amazon.com%2Fiam%2Fhome%23%2Fusers%2Fdetails%2Fann%3Fsection%3Dsecurity_credentials"
            ))
    }

    @Test func `what a device can't do isn't offered`() async throws {
        let one = try await MFABench([Self.phone: "ann"]).page().text
        #expect(one.contains("/mfa/resync?") && one.contains("/mfa/add?replaces=") && !one.contains("/mfa/remove?"))
        let both = try await MFABench([Self.phone: "ann", Self.passkey: "ann"]).page().text
        #expect(both.matches(of: #/\/mfa\/resync\?/#).count == 1 && both.matches(of: #/\/mfa\/remove\?/#).count == 2)
        let passkey = try await MFABench([Self.passkey: "ann"]).page().text
        #expect(!passkey.contains("/mfa/add") && passkey.contains("None of your devices shows codes"))
    }

    @Test func `with eight devices none can be added`() async throws {
        let devices = Dictionary(uniqueKeysWithValues: (1...8).map { ("GAHT0000000\($0)", "ann") })
        let bench = try MFABench(devices)
        let page = await bench.page()
        #expect(page.text.contains("AWS allows no more") && !page.text.contains("/mfa/add"))
        #expect(await bench.page("/mfa/add").head.status == .conflict)
    }

    @Test(arguments: [
        "/mfa/resync", "/mfa/resync?SerialNumber=x", "/mfa/remove?SerialNumber=%3Cscript%3E",
        "/mfa/add?replaces=GAHT99999999",
    ])
    func `a page for a device that the person doesn't have is none`(path: String) async throws {
        #expect(try await MFABench([Self.phone: "ann"]).page(path).head.status == .notFound)
    }

    @Test func `a look changes nothing`() async throws {
        let bench = try MFABench([
            Self.phone: "ann", "GAHT12345678": "ann", "arn:aws:iam::123456789012:mfa/latchkey/ann/x": "",
        ])
        for path in [
            "/mfa", "/mfa/add", "/mfa/resync?SerialNumber=\(Self.phone)", "/mfa/remove?SerialNumber=\(Self.phone)",
        ] {
            #expect(await bench.page(path).head.status == .ok)
        }
        #expect(bench.account.with { Set($0.operations) } == ["GetCallerIdentity", "GetUser", "ListMFADevices"])
    }
}
