import FastCGI
import HTTPTypes
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import mfa

@Suite(.timeLimit(.minutes(1))) struct MFAChangeRoutesTests {
    private static let phone = "arn:aws:iam::123456789012:mfa/latchkey/ann/phone"
    private static let tablet = "arn:aws:iam::123456789012:mfa/latchkey/ann/tablet"
    private static let codes = [("AuthenticationCode1", "111 111"), ("AuthenticationCode2", "222222")]
    private static let seed = "JBSWY3DPEHPK3PXP"

    /// A form of a page, with what a person typed.
    private func form(
        _ page: Response, _ action: String, _ typed: [(String, String)] = []
    ) throws -> PageForm {
        var form = try #require(PageForm(in: page.text, to: action))
        form.fields += typed.map { (name: $0.0, value: $0.1) }
        return form
    }

    private func ticket(_ answer: Response) throws -> String {
        String(try #require(answer.text.firstMatch(of: /"enrolment":"([^"]+)"/)).1)
    }

    // MARK: On pages

    @Test func `a person without a device adds one in two steps`() async throws {
        let bench = try MFABench()
        let first = await bench.page("/mfa/add")
        let shown = await bench.ask(try form(first, "/mfa", [("VirtualMFADeviceName", "phone")]).request())
        #expect(shown.head.status == .created && shown.text.contains(Self.seed) && shown.text.contains("class=\"qr\""))
        #expect(shown.fields[.cacheControl] == "no-store")
        let wrong = await bench.ask(
            try form(shown, "/mfa/enable", [("AuthenticationCode1", "222222"), ("AuthenticationCode2", "111111")])
                .request())
        #expect(wrong.head.status == .forbidden && wrong.text.contains("take these codes"))
        #expect(!wrong.text.contains(Self.seed) && !wrong.text.contains("class=\"qr\""))
        let done = await bench.ask(try form(wrong, "/mfa/enable", Self.codes).request())
        let location = try #require(done.head.headerFields[.location])
        #expect(done.head.status == .seeOther && bench.devices == [Self.phone: "ann"])
        let list = await bench.page(location)
        #expect(list.text.contains("is one of your MFA devices now") && !list.text.contains(Self.seed))
        for action in ["create-mfa-device", "enable-mfa-device"] {
            #expect(bench.audit.contains(#""action":"\#(action)","subject":"\#(Self.phone)","result":"done""#))
        }
        #expect(!bench.audit.contains(Self.seed) && !bench.audit.contains("111111"))
    }

    @Test func `cancelling deletes the device`() async throws {
        let bench = try MFABench()
        let shown = await bench.ask(
            try form(await bench.page("/mfa/add"), "/mfa", [("VirtualMFADeviceName", "phone")]).request())
        #expect(await bench.ask(try form(shown, "/mfa/cancel").request()).head.status == .seeOther)
        #expect(bench.devices.isEmpty && bench.audit.contains("cancel-mfa-device"))
    }

    @Test func `replacing, resyncing and removing by forms`() async throws {
        let bench = try MFABench([Self.phone: "ann"])
        let proof = [("proof_serial_number", Self.phone)] + Self.codes
        let add = await bench.page("/mfa/add?replaces=\(Self.phone)")
        let shown = await bench.ask(
            try form(add, "/mfa", [("VirtualMFADeviceName", "tablet")] + proof).request())
        #expect(await bench.ask(try form(shown, "/mfa/enable", Self.codes).request()).head.status == .seeOther)
        #expect(bench.devices == [Self.tablet: "ann"])
        #expect(bench.audit.contains(#""facts":{"proof":"\#(Self.phone)","replaces":"\#(Self.phone)"}"#))
        let resync = await bench.page("/mfa/resync?SerialNumber=\(Self.tablet)")
        #expect(await bench.ask(try form(resync, "/mfa/resync", Self.codes).request()).head.status == .seeOther)
        bench.account.with { $0.mfaDevices["GAHT12345678"] = "ann" }
        let remove = await bench.page("/mfa/remove?SerialNumber=\(Self.tablet)")
        let removal = try form(remove, "/mfa/remove", [("proof_serial_number", "GAHT12345678")] + Self.codes)
        #expect(await bench.ask(removal.request()).head.status == .seeOther)
        #expect(bench.devices == ["GAHT12345678": "ann"])
    }

    @Test func `who mistypes codes is shown the page again, with what they chose`() async throws {
        let bench = try MFABench(["GAHT12345678": "ann", Self.phone: "ann"])
        let typed = [
            ("proof_serial_number", Self.phone), ("AuthenticationCode1", "222222"), ("AuthenticationCode2", "111111"),
        ]
        let chosen = "<option value=\"\(Self.phone)\" selected>"
        let add = try form(
            await bench.page("/mfa/add?replaces=\(Self.phone)"), "/mfa", [("VirtualMFADeviceName", "tablet")] + typed)
        let addAgain = await bench.ask(add.request())
        #expect(addAgain.text.contains("Replace an MFA device") && addAgain.text.contains("value=\"tablet\""))
        let remove = try form(await bench.page("/mfa/remove?SerialNumber=\(Self.phone)"), "/mfa/remove", typed)
        let removeAgain = await bench.ask(remove.request())
        for page in [addAgain, removeAgain] { #expect(page.text.contains(chosen)) }
        let resync = try form(
            await bench.page("/mfa/resync?SerialNumber=\(Self.phone)"), "/mfa/resync", Array(typed.dropFirst()))
        for page in [addAgain, removeAgain, await bench.ask(resync.request())] {
            #expect(page.head.status == .forbidden && page.text.contains("take these codes"))
            #expect(!page.text.contains("111111"))
        }
        var right = try form(addAgain, "/mfa")
        right.fields.removeAll { $0.name == "VirtualMFADeviceName" || $0.name == "proof_serial_number" }
        right.fields += [
            (name: "VirtualMFADeviceName", value: "tablet"), (name: "proof_serial_number", value: Self.phone),
            (name: "AuthenticationCode1", value: "111111"), (name: "AuthenticationCode2", value: "222222"),
        ]
        #expect(await bench.ask(right.request()).head.status == .created)
    }

    @Test func `another site's form changes nothing`() async throws {
        let bench = try MFABench()
        var forged = try form(await bench.page("/mfa/add"), "/mfa", [("VirtualMFADeviceName", "phone")])
        forged.fields.removeAll { $0.name == "csrf" }
        #expect(await bench.ask(forged.request()).head.status == .forbidden)
        #expect(bench.devices.isEmpty)
    }

    // MARK: As JSON

    @Test func `a program adds a device`() async throws {
        let bench = try MFABench()
        let begun = await bench.send("POST", "/mfa", #"{"VirtualMFADeviceName":"phone"}"#)
        #expect(begun.head.status == .created && begun.text.contains(#""Base32StringSeed":"\#(Self.seed)""#))
        #expect(begun.text.contains("otpauth://totp/AWS:ann%40123456789012?secret=\(Self.seed)&issuer=AWS"))
        let body =
            #"{"enrolment":"\#(try ticket(begun))","AuthenticationCode1":"111111","AuthenticationCode2":"222222"}"#
        let enabled = await bench.send("POST", "/mfa/enable", body)
        #expect(enabled.head.status == .ok && enabled.text == "{\"SerialNumber\":\"\(Self.phone)\"}\n")
        #expect(await bench.send("POST", "/mfa/enable", body).head.status == .conflict)
        let listing = await bench.send("GET", "/mfa")
        #expect(
            listing.text.contains(
                #""kind":"virtual","name":"phone","shows_codes":true}],"UserName":"ann","devices_quota":8}"#))
    }

    @Test func `the ticket of one person is none for another`() async throws {
        let bench = try MFABench()
        let begun = await bench.send("POST", "/mfa", #"{"VirtualMFADeviceName":"phone"}"#)
        let body =
            #"{"enrolment":"\#(try ticket(begun))","AuthenticationCode1":"111111","AuthenticationCode2":"222222"}"#
        #expect(await bench.send("POST", "/mfa/enable", body, user: "bob").head.status == .conflict)
        #expect(bench.devices == [Self.phone: ""])
    }

    private static let refused: [(String, String, Int, String)] = [
        ("/mfa", #"{}"#, 400, "VirtualMFADeviceName"),
        ("/mfa", #"{"VirtualMFADeviceName":"my phone"}"#, 400, "without spaces"),
        ("/mfa", #"{"VirtualMFADeviceName":"a/b"}"#, 400, "without spaces"),
        ("/mfa", #"{"VirtualMFADeviceName":"\#(String(repeating: "x", count: 65))"}"#, 400, "1 to 64"),
        ("/mfa", #"{"VirtualMFADeviceName":"x","UserName":"bob"}"#, 400, "UserName"),
        ("/mfa", #"{"VirtualMFADeviceName":"x"}"#, 403, "mfa-proof-needed"),
        ("/mfa", #"{"VirtualMFADeviceName":"x","proof_serial_number":"a b"}"#, 400, "proof_serial_number"),
        ("/mfa", #"{"VirtualMFADeviceName":"x","proof_serial_number":"\#(phone)"}"#, 400, "AuthenticationCode1"),
        (
            "/mfa",
            #"{"VirtualMFADeviceName":"x","proof_serial_number":"\#(phone)","AuthenticationCode1":"111111","AuthenticationCode2":"222223"}"#,
            403, "mfa-codes-refused"
        ),
        ("/mfa", #"{"VirtualMFADeviceName":"x","replaces":"\#(tablet)"}"#, 404, "no-such-mfa-device"),
        ("/mfa/enable", #"{"AuthenticationCode1":"111111","AuthenticationCode2":"222222"}"#, 400, "enrolment"),
        (
            "/mfa/enable", #"{"enrolment":"x.y","AuthenticationCode1":"111111","AuthenticationCode2":"222222"}"#, 409,
            "mfa-enrolment-over"
        ),
        (
            "/mfa/enable", #"{"enrolment":"x.y","AuthenticationCode1":"11111","AuthenticationCode2":"222222"}"#, 400,
            "six digits"
        ),
        ("/mfa/cancel", #"{"enrolment":"x.y"}"#, 409, "mfa-enrolment-over"),
        ("/mfa/resync", #"{"AuthenticationCode1":"111111","AuthenticationCode2":"222222"}"#, 400, "SerialNumber"),
        (
            "/mfa/resync", #"{"SerialNumber":"\#(phone)","AuthenticationCode1":"","AuthenticationCode2":"222222"}"#,
            400, "AuthenticationCode1"
        ),
        (
            "/mfa/resync",
            #"{"SerialNumber":"\#(tablet)","AuthenticationCode1":"111111","AuthenticationCode2":"222222"}"#, 404,
            "no-such-mfa-device"
        ),
        ("/mfa/remove", #"{"SerialNumber":"\#(phone)"}"#, 409, "mfa-last-device"),
        ("/mfa/remove", "", 400, "SerialNumber"),
    ]

    @Test(arguments: refused.indices)
    func `what can't be meant, or isn't proved, changes nothing`(index: Int) async throws {
        let (path, body, status, words) = Self.refused[index]
        let bench = try MFABench([Self.phone: "ann"])
        let answer = await bench.send("POST", path, body)
        #expect(answer.head.status.code == status && answer.text.contains(words), "\(answer.text)")
        #expect(bench.devices == [Self.phone: "ann"])
    }

    @Test func `without the audit file nothing is handed out or changed`() async throws {
        let bench = try MFABench([Self.phone: "ann"])
        try bench.breakAudit()
        let codes = #""AuthenticationCode1":"111111","AuthenticationCode2":"222222""#
        for (path, body) in [
            ("/mfa", #"{"VirtualMFADeviceName":"x","proof_serial_number":"\#(Self.phone)",\#(codes)}"#),
            ("/mfa/resync", #"{"SerialNumber":"\#(Self.phone)",\#(codes)}"#),
        ] {
            let answer = await bench.send("POST", path, body)
            #expect(answer.head.status == .serviceUnavailable && answer.text.contains("audit-unavailable"))
        }
        #expect(bench.devices == [Self.phone: "ann"])
        #expect(bench.account.with { !$0.operations.contains("ResyncMFADevice") })
    }
}
