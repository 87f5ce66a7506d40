import AWS
import FoundationEssentials
import Secrets
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct IAMMFADevicesTests {
    private static let phone = "arn:aws:iam::123456789012:mfa/latchkey/bob/phone"

    /// A response without a result.
    private func done(_ operation: String) -> ScriptedTransport.Step {
        .ok("<\(operation)Response><ResponseMetadata/></\(operation)Response>")
    }

    private func codes() throws -> AuthenticationCodes { try #require(AuthenticationCodes("012345", "678901")) }

    @Test func `the devices of a user are read`() async throws {
        let body = IAMResponses.wrap(
            "ListMFADevices",
            """
            <MFADevices><member><UserName>bob</UserName><SerialNumber>\(Self.phone)</SerialNumber>\
            <EnableDate>2026-11-21T02:24:17Z</EnableDate></member><member><UserName>bob</UserName>\
            <SerialNumber>GAHT12345678</SerialNumber><EnableDate>2026-11-21T02:24:18Z</EnableDate></member></MFADevices>\
            <IsTruncated>false</IsTruncated>
            """)
        let transport = ScriptedTransport([.ok(body)])
        let devices = try await IAM(Client.make(transport)).listMFADevices(userName: .known("bob"))
        #expect(devices.map(\.serialNumber.rawValue) == [Self.phone, "GAHT12345678"])
        #expect(devices.map(\.enableDate.timeIntervalSince1970) == [1_795_227_857, 1_795_227_858])
        #expect(transport.requests.first?.form["UserName"] == "bob")
    }

    @Test func `virtual devices are read, with whose they are`() async throws {
        let body = IAMResponses.wrap(
            "ListVirtualMFADevices",
            """
            <VirtualMFADevices><member><SerialNumber>\(Self.phone)</SerialNumber></member>\
            <member><SerialNumber>arn:aws:iam::123456789012:mfa/root-account-mfa-device</SerialNumber>\
            <EnableDate>2026-11-21T02:24:17Z</EnableDate><User><UserId>123456789012</UserId>\
            <Arn>arn:aws:iam::123456789012:root</Arn></User></member>\
            <member><SerialNumber>arn:aws:iam::123456789012:mfa/x</SerialNumber>\
            <EnableDate>2026-11-21T02:24:17Z</EnableDate><User><UserName>bob</UserName></User></member></VirtualMFADevices>
            """)
        let transport = ScriptedTransport([.ok(body)])
        let devices = try await IAM(Client.make(transport)).listVirtualMFADevices(assignmentStatus: .any)
        #expect(devices.map(\.userName?.rawValue) == [nil, nil, "bob"])
        #expect(devices.map { $0.enableDate == nil } == [true, false, false])
        #expect(transport.requests.first?.form["AssignmentStatus"] == "Any")
    }

    @Test func `a new virtual device has the seed that people type`() async throws {
        let body = IAMResponses.wrap(
            "CreateVirtualMFADevice",
            """
            <VirtualMFADevice><SerialNumber>\(Self.phone)</SerialNumber>\
            <Base32StringSeed>SkJTV1kzRFBFSFBLM1BYUA==</Base32StringSeed><QRCodePNG>UVI=</QRCodePNG></VirtualMFADevice>
            """)
        let transport = ScriptedTransport([.ok(body)])
        let device = try await IAM(Client.make(transport)).createVirtualMFADevice(
            virtualMFADeviceName: .known("phone"), path: .known("/latchkey/bob/"))
        #expect(device.base32StringSeed.reveal() == "JBSWY3DPEHPK3PXP" && !"\(device)".contains("JBSWY3DPEHPK3PXP"))
        #expect(
            transport.requests.first?.form == [
                "Action": "CreateVirtualMFADevice", "Version": "2010-05-08", "Path": "/latchkey/bob/",
                "VirtualMFADeviceName": "phone",
            ])
    }

    @Test(arguments: ["", "!!", "SkJTV1kzRFA=", "SkJTV1kzRFBFSFBLM1BYOA==", "<b/>"])
    func `a seed that isn't Base32 is no answer`(seed: String) async throws {
        let body = IAMResponses.wrap(
            "CreateVirtualMFADevice",
            """
            <VirtualMFADevice><SerialNumber>\(Self.phone)</SerialNumber><Base32StringSeed>\(seed)</Base32StringSeed>\
            </VirtualMFADevice>
            """)
        let iam = IAM(try Client.make(ScriptedTransport([.ok(body)])))
        let error = await #expect(throws: AWSError.self) {
            try await iam.createVirtualMFADevice(virtualMFADeviceName: .known("phone"))
        }
        #expect(error?.mayHaveBeenCarriedOut == true)
    }

    @Test func `a device's codes are sent under AWS's names`() async throws {
        let transport = ScriptedTransport([done("EnableMFADevice"), done("ResyncMFADevice")])
        let iam = IAM(try Client.make(transport))
        try await iam.enableMFADevice(userName: .known("bob"), serialNumber: .known(Self.phone), codes: codes())
        try await iam.resyncMFADevice(userName: .known("bob"), serialNumber: .known(Self.phone), codes: codes())
        for (request, action) in zip(transport.requests, ["EnableMFADevice", "ResyncMFADevice"]) {
            #expect(
                request.form == [
                    "Action": action, "Version": "2010-05-08", "UserName": "bob", "SerialNumber": Self.phone,
                    "AuthenticationCode1": "012345", "AuthenticationCode2": "678901",
                ])
        }
    }

    @Test func `what takes codes or hands out a seed isn't sent twice`() async throws {
        let transport = ScriptedTransport(Array(repeating: .respond(status: 500, body: ""), count: 3))
        let iam = IAM(try Client.make(transport))
        for call in [
            { () async throws in _ = try await iam.createVirtualMFADevice(virtualMFADeviceName: .known("phone")) },
            {
                try await iam.enableMFADevice(userName: .known("bob"), serialNumber: .known(Self.phone), codes: codes())
            },
            {
                try await iam.resyncMFADevice(userName: .known("bob"), serialNumber: .known(Self.phone), codes: codes())
            },
        ] {
            let error = await #expect(throws: AWSError.self) { try await call() }
            #expect(error?.mayHaveBeenCarriedOut == true)
        }
        #expect(transport.requests.count == 3)
    }

    @Test func `a device that is gone after a lost answer counts as taken away`() async throws {
        let gone = ScriptedTransport.Step.respond(status: 404, body: IAMResponses.error("NoSuchEntity"))
        let lost = ScriptedTransport.Step.fail(.interrupted("reset"))
        let transport = ScriptedTransport([lost, gone, lost, gone])
        let iam = IAM(try Client.make(transport))
        try await iam.deactivateMFADevice(userName: .known("bob"), serialNumber: .known(Self.phone))
        try await iam.deleteVirtualMFADevice(serialNumber: .known(Self.phone))
        #expect(transport.requests.map { $0.form["SerialNumber"] } == Array(repeating: Self.phone, count: 4))
        #expect(transport.requests.first?.form["UserName"] == "bob" && transport.requests.last?.form["UserName"] == nil)
    }

    @Test(arguments: [
        ("123456", "123457", true), ("000000", "000000", true), ("12345", "123456", false),
        ("1234567", "123456", false),
        ("123 56", "123456", false), ("", "123456", false), ("123456", "", false), ("123456", "١٢٣٤٥٦", false),
        ("12345a", "123456", false), ("123456\n", "123456", false),
    ])
    func `codes are six digits each`(first: String, second: String, isTaken: Bool) {
        #expect((AuthenticationCodes(first, second) != nil) == isTaken)
    }

    @Test func `codes aren't described`() throws {
        #expect(try !"\(codes())".contains("012345"))
    }

    @Test(arguments: [
        (phone, true), ("GAHT12345678", true), ("GAHT1234", false),
        ("arn:aws:iam::123456789012:u2f/user/bob/key-ABC", true),
        ("arn:aws:iam::1:mfa/a b", false), ("arn:aws:iam::1:mfa/é", false), (String(repeating: "x", count: 256), true),
        (String(repeating: "x", count: 257), false),
    ])
    func `serial numbers have AWS's characters and lengths`(text: String, isTaken: Bool) {
        #expect((MFASerialNumber(text) != nil) == isTaken)
    }

    @Test(arguments: [("phone", true), ("a/b", false), ("", false), ("my phone", false), ("Pho+ne=,.@-_9", true)])
    func `names of virtual devices have AWS's characters`(text: String, isTaken: Bool) {
        #expect((VirtualMFADeviceName(text) != nil) == isTaken)
    }
}
