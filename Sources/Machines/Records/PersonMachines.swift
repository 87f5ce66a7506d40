import AWS
import Cryptography
import Formats
import FoundationEssentials

/// The machines on which one person is signed in, as their record in the table has them.
struct PersonMachines: Sendable, Equatable {
    /// The most machines of one person. One more ends the sign-in that has the least time left.
    static let maximumCount = 20

    let person: PersonKey
    var machines: [MachineID: SignedInMachine]
    /// When all sign-ins were ended last, in milliseconds since 1970: what a person agreed to before is worth nothing.
    var endedAt: Int
    /// Names the write that made the record as it is: random, so that a write that is sent again knows itself.
    let version: String

    /// A record that nothing is known of yet.
    init(of person: PersonKey, machines: [MachineID: SignedInMachine] = [:], endedAt: Int = 0) {
        self.person = person
        self.machines = machines
        self.endedAt = endedAt
        version = Base64URL.encode(Random.bytes(12))
    }

    /// The record that comes after this one.
    func changed(_ change: (inout PersonMachines) -> Void) -> PersonMachines {
        var next = PersonMachines(of: person, machines: machines, endedAt: endedAt)
        change(&next)
        return next
    }

    /// Drops the sign-ins that are over.
    mutating func dropOld(at now: Date) { machines = machines.filter { $0.value.ends > now } }

    /// Adds a machine, where there are too many in place of that which has the least time left.
    mutating func add(_ machine: SignedInMachine) {
        machines[machine.id] = machine
        let others = machines.values.filter { $0.id != machine.id }.sorted {
            ($0.ends, $0.renewed) < ($1.ends, $1.renewed)
        }
        for other in others.prefix(max(0, machines.count - Self.maximumCount)) { machines[other.id] = nil }
    }
}
