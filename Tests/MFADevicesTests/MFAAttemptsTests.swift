import AWS
import Problems
import Testing

@testable import FakeAWS
@testable import MFADevices

struct MFAAttemptsTests {
    private let clock = ManualClock()

    private func seconds(_ attempts: MFAAttempts, _ user: String) throws -> Int? {
        let name = try userName(user)
        do throws(MFADevicesError) {
            try attempts.check(name)
            return nil
        } catch {
            return error.problem.retryAfter
        }
    }

    @Test func `the fifth wrong code makes somebody wait, whatever the case of the name, and nobody else`() throws {
        let attempts = MFAAttempts(timekeeper: clock.standing)
        for _ in 0..<4 { attempts.noteRefusal(of: try userName("ann")) }
        #expect(try seconds(attempts, "ann") == nil)
        clock.advance(100)
        attempts.noteRefusal(of: try userName("ANN"))
        #expect(try seconds(attempts, "Ann") == 201)
        #expect(try seconds(attempts, "bob") == nil)
        clock.advance(200)
        #expect(try seconds(attempts, "ann") == nil)
    }

    @Test func `right codes make up for the wrong ones`() throws {
        let attempts = MFAAttempts(timekeeper: clock.standing)
        for _ in 0..<5 { attempts.noteRefusal(of: try userName("ann")) }
        attempts.noteSuccess(of: try userName("ann"))
        #expect(try seconds(attempts, "ann") == nil)
    }

    @Test func `ten thousand people are remembered, and then the oldest is forgotten`() throws {
        let attempts = MFAAttempts(timekeeper: clock.standing)
        for _ in 0..<5 { attempts.noteRefusal(of: try userName("first")) }
        clock.advance(1)
        for number in 0..<9_999 { attempts.noteRefusal(of: try userName("user\(number)")) }
        #expect(try seconds(attempts, "first") != nil)
        attempts.noteRefusal(of: try userName("last"))
        #expect(try seconds(attempts, "first") == nil)
    }

    @Test func `one first device at a time is enabled, and the next after a minute or a failure`() throws {
        let attempts = MFAAttempts(timekeeper: clock.standing)
        let ann = try userName("ann")
        #expect(attempts.beginFirstDevice(of: ann))
        #expect(try !attempts.beginFirstDevice(of: userName("Ann")) && attempts.beginFirstDevice(of: userName("bob")))
        attempts.endFirstDevice(of: ann)
        #expect(attempts.beginFirstDevice(of: ann))
        clock.advance(60)
        #expect(attempts.beginFirstDevice(of: ann))
    }

    @Test func `two removals at once leave one of two devices`() throws {
        let attempts = MFAAttempts(timekeeper: clock.standing)
        let devices = ["phone", "tablet"].compactMap {
            MFASerialNumber("arn:aws:iam::123456789012:mfa/latchkey/ann/\($0)")
        }
        try #require(devices.count == 2)
        #expect(attempts.beginRemoval(of: devices[0], among: devices))
        #expect(!attempts.beginRemoval(of: devices[1], among: devices))
        attempts.endRemoval(of: devices[0])
        #expect(attempts.beginRemoval(of: devices[1], among: devices))
        #expect(!attempts.beginRemoval(of: devices[0], among: [devices[0]]), "the only one")
        clock.advance(60)
        #expect(attempts.beginRemoval(of: devices[0], among: devices), "by now IAM lists what is left")
    }
}
