import AWS
import Formats
import HTTPTypes
import Problems
import Testing

@testable import MFADevices

struct MFADevicesErrorTests {
    private static let cases: [(MFADevicesError, Int, String)] = [
        (.deviceNotFound, 404, "no-such-mfa-device"), (.showsNoCodes, 409, "mfa-device-without-codes"),
        (.proofNeeded(provable: []), 403, "mfa-proof-needed"), (.codesRefused, 403, "mfa-codes-refused"),
        (.tooManyAttempts(retryAfter: 7), 429, "mfa-too-many-attempts"), (.limitReached, 409, "mfa-device-limit"),
        (.nameTaken, 409, "mfa-name-taken"), (.enrolmentOver, 409, "mfa-enrolment-over"),
        (.lastDevice, 409, "mfa-last-device"), (.contended, 503, "mfa-contended"),
    ]

    @Test(arguments: cases.indices)
    func `each refusal has its status and name`(index: Int) {
        let (error, status, kind) = Self.cases[index]
        let problem = error.problem
        #expect(problem.status.code == status && problem.kind == kind && problem.detail.hasSuffix("."))
    }

    @Test func `whose devices show codes is told which`() throws {
        let phone = try #require(MFASerialNumber("arn:aws:iam::123456789012:mfa/latchkey/ann/phone"))
        let problem = MFADevicesError.proofNeeded(provable: [phone]).problem
        #expect(problem.detail.contains("of phone.") && problem.json(id: "1").text.contains(phone.rawValue))
        #expect(MFADevicesError.tooManyAttempts(retryAfter: 7).problem.retryAfter == 7)
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:mfa/latchkey/ann/phone", MFADeviceKind.virtual, "phone", true),
        ("arn:aws:iam::123456789012:mfa/ann", .virtual, "ann", true),
        ("arn:aws-us-gov:iam::123456789012:u2f/user/ann/key-ABC", .passkey, "key-ABC", false),
        ("arn:aws:iam::123456789012:sms-mfa/ann", .unknown, "ann", false),
        ("GAHT12345678", .hardware, "GAHT12345678", true),
    ])
    func `a serial number tells what a device is`(text: String, kind: MFADeviceKind, name: String, codes: Bool) throws {
        let number = try #require(MFASerialNumber(text))
        #expect(number.kind == kind && number.name == name && number.kind.showsCodes == codes)
    }
}
