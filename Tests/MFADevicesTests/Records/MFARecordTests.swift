import AWS
import FoundationEssentials
import Problems
import Testing

@testable import FakeAWS
@testable import MFADevices

struct MFARecordTests {
    private let now = 1_700_000_000_000
    private let phone: MFASerialNumber
    private let tablet: MFASerialNumber

    init() throws {
        phone = try #require(MFASerialNumber("arn:aws:iam::123456789012:mfa/latchkey/ann/phone"))
        tablet = try #require(MFASerialNumber("arn:aws:iam::123456789012:mfa/latchkey/ann/tablet"))
    }

    private func devices(_ serialNumbers: [MFASerialNumber], since: Int = 0) throws -> [MFADevice] {
        let ann = try userName("ann")
        return serialNumbers.map {
            MFADevice(userName: ann, serialNumber: $0, enableDate: Date(timeIntervalSince1970: Double(since / 1_000)))
        }
    }

    @Test func `the sixth attempt within five minutes waits until the first is five minutes old`() throws {
        var record = MFARecord()
        for second in 0..<5 { try record.beginAttempt(at: now + second * 1_000) }
        record.dropOld(at: now + 100_000, settling: 1)
        let error = #expect(throws: MFADevicesError.self) { try record.beginAttempt(at: now + 100_000) }
        #expect(error?.problem.retryAfter == 201 && record.attempts.count == 5)
        record.dropOld(at: now + 300_000, settling: 1)
        try record.beginAttempt(at: now + 300_000)
    }

    @Test func `one first device at a time is begun, again and again if need be`() throws {
        var record = MFARecord()
        try record.beginFirstDevice(phone, at: now)
        try record.beginFirstDevice(phone, at: now + 1)
        #expect(throws: MFADevicesError.self) { try record.beginFirstDevice(tablet, at: now + 2) }
        record.dropOld(at: now + 1 + 60_000, settling: 60_000)
        try record.beginFirstDevice(tablet, at: now + 60_001)
    }

    @Test func `of two devices one stays, and of three too`() throws {
        var record = MFARecord()
        let both = try devices([phone, tablet])
        try record.beginRemoval(of: phone, among: both, at: now)
        #expect(throws: MFADevicesError.self) { try record.beginRemoval(of: tablet, among: both, at: now + 1) }
        try record.beginRemoval(of: phone, among: both, at: now + 1)
        let token = try #require(MFASerialNumber("GAHT12345678"))
        let three = try devices([phone, tablet, token])
        try record.beginRemoval(of: tablet, among: three, at: now + 2)
        #expect(throws: MFADevicesError.self) { try record.beginRemoval(of: token, among: three, at: now + 3) }
        #expect(throws: MFADevicesError.self) {
            var empty = MFARecord()
            try empty.beginRemoval(of: phone, among: devices([phone]), at: now)
        }
    }

    @Test func `a device that was added again since its removal is there`() throws {
        var record = MFARecord()
        try record.beginRemoval(of: phone, among: devices([phone, tablet]), at: now)
        let again = try devices([phone], since: now + 40_000) + devices([tablet])
        try record.beginRemoval(of: tablet, among: again, at: now + 50_000)
    }

    @Test func `what a clock far ahead wrote doesn't count`() throws {
        let later = now + 86_400_000
        var record = MFARecord(
            attempts: [later], firstDevice: .init(serialNumber: phone, begun: later), removals: [tablet: later])
        record.dropOld(at: now, settling: 60_000)
        #expect(record == MFARecord())
    }

    @Test func `an item brings the record back, and one of another form is none`() throws {
        for record in [
            MFARecord(),
            MFARecord(attempts: [1, 2], firstDevice: .init(serialNumber: phone, begun: 3), removals: [tablet: 4]),
        ] {
            #expect(MFARecord(record.attributes) == record)
            for name in record.attributes.keys {
                var item = record.attributes
                item[name] = .s("x")
                #expect(MFARecord(item) == nil)
            }
        }
    }
}
