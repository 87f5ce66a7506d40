import AWS
import Secrets
import Testing

@testable import FakeAWS
@testable import MFADevices

struct EnrolmentTicketsTests {
    private let clock = ManualClock()
    private let ann: UserName
    private let phone: MFASerialNumber
    private let old: MFASerialNumber

    init() throws {
        ann = try userName("ann")
        phone = try #require(MFASerialNumber("arn:aws:iam::123456789012:mfa/latchkey/ann/phone"))
        old = try #require(MFASerialNumber("arn:aws:iam::123456789012:mfa/ann"))
    }

    private func tickets(_ key: Character = "k") -> EnrolmentTickets {
        EnrolmentTickets(secret: Secret(String(repeating: key, count: 32)), timekeeper: clock.standing)
    }

    @Test func `a ticket brings back what it was made of, on every node`() {
        for enrolment in [
            Enrolment(serialNumber: phone, grounds: .firstDevice), Enrolment(serialNumber: phone, grounds: .holds(old)),
            Enrolment(serialNumber: phone, grounds: .holds(old), replaced: old),
        ] {
            let ticket = tickets().ticket(for: enrolment, of: ann)
            #expect(tickets().enrolment(of: ticket, by: ann) == enrolment)
        }
    }

    @Test func `a ticket is good for one person and a quarter of an hour`() throws {
        let ticket = tickets().ticket(for: Enrolment(serialNumber: phone, grounds: .firstDevice), of: ann)
        #expect(try tickets().enrolment(of: ticket, by: userName("bob")) == nil)
        #expect(tickets("l").enrolment(of: ticket, by: ann) == nil)
        clock.advance(899)
        #expect(tickets().enrolment(of: ticket, by: ann) != nil)
        clock.advance(1)
        #expect(tickets().enrolment(of: ticket, by: ann) == nil)
    }

    @Test func `a ticket that was changed anywhere is none`() throws {
        let ticket = tickets().ticket(for: Enrolment(serialNumber: phone, grounds: .holds(old)), of: ann)
        for index in ticket.indices {
            var changed = ticket
            changed.replaceSubrange(index...index, with: ticket[index] == "A" ? "B" : "A")
            #expect(tickets().enrolment(of: changed, by: ann) == nil, "\(changed)")
        }
    }

    @Test(arguments: ["", ".", "a", "a.b", "a.b.c", "é.é", String(repeating: "a", count: 3_000)])
    func `what is no ticket is none`(text: String) {
        #expect(tickets().enrolment(of: text, by: ann) == nil)
    }
}
