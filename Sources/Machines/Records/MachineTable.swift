package import AWS
package import Concurrency
package import Transport

package import struct FoundationEssentials.Date

/// The records of people's machines, in the table of one-time values: an item for each person, so that all of their sign-ins
/// are ended by one write. Where several nodes change one, the condition of a write decides, which is also true for the
/// attempt that already made the write.
///
/// | attribute | what it is |
/// |---|---|
/// | `id` | `machines/` and the IAM user's name in small letters |
/// | `machines` | the sign-ins by ID: name, client, label, tags, times, and the digests of the tokens that are good |
/// | `ended_at` | when all were ended last, in milliseconds |
/// | `ended` | the IDs of sign-ins that were ended lately, each with the moment until which that is known |
/// | `version` | names the write |
/// | `seal` | what shows that Latchkey wrote all of it; see ``MachineSeal`` |
/// | `expires_at` | when DynamoDB may delete it |
///
/// Other moments are seconds since 1970. Tokens aren't in it.
package struct MachineTable: Sendable {
    private static let maximumTries = 8

    let table: String
    let seal: MachineSeal
    let dynamoDB: DynamoDB

    package init(table: String, seal: MachineSeal, dynamoDB: DynamoDB) {
        self.table = table
        self.seal = seal
        self.dynamoDB = dynamoDB
    }

    /// The same table, for the calls of one request.
    package func with(deadline: Instant, journal: CallJournal) -> MachineTable {
        MachineTable(table: table, seal: seal, dynamoDB: dynamoDB.with(deadline: deadline, journal: journal))
    }

    /// Ends all sign-ins of a person, whatever the record says. Where there is no table, there are none.
    package func endAll(of person: PersonKey, at now: Date) async throws(MachinesError) {
        let record = PersonMachines(of: person, endedAt: Int(now.timeIntervalSince1970 * 1_000))
        do throws(MachinesError) {
            _ = try await write(record, if: nil)
        } catch .aws(let error) where error.code == "ResourceNotFoundException" {
            return
        }
    }

    /// The person's record by a consistent read; nil if there is none that Latchkey wrote.
    func record(of person: PersonKey) async throws(MachinesError) -> PersonMachines? {
        try await found(person).record
    }

    /// Changes a person's record.
    ///
    /// - Parameters:
    ///   - person: whose it is.
    ///   - change: what the record is to be; nil if nothing is to be written. It may be called several times.
    /// - Returns: what `change` returned beside the record that was written.
    /// - Throws: what `change` throws, the errors of any call, and ``MachinesError/contended``.
    func change<Value>(
        _ person: PersonKey,
        _ change: (PersonMachines) throws(MachinesError) -> (record: PersonMachines?, value: Value)
    ) async throws(MachinesError) -> Value {
        for _ in 0..<Self.maximumTries {
            let (record, version) = try await found(person)
            let (next, value) = try change(record ?? PersonMachines(of: person))
            guard let next else { return value }
            if try await write(next, if: .versionIsStill(version)) { return value }
        }
        throw .contended
    }

    // MARK: Calls

    /// The record, if it is ours, and the version that stands in the table, whoever wrote it.
    private func found(
        _ person: PersonKey
    ) async throws(MachinesError) -> (record: PersonMachines?, version: AttributeValue?) {
        do throws(AWSError) {
            let key: Item = ["id": .s(PersonMachines.id(person))]
            let item = try await dynamoDB.getItem(table: table, key: key, consistentRead: true)
            return (item.flatMap { PersonMachines($0, of: person, seal: seal) }, item?["version"])
        } catch {
            throw .aws(error)
        }
    }

    /// - Returns: whether the condition was true.
    private func write(_ record: PersonMachines, if condition: Expression?) async throws(MachinesError) -> Bool {
        let attributes = record.item(sealedBy: seal).filter { $0.key != "id" }
        do throws(AWSError) {
            try await dynamoDB.updateItem(
                table: table, key: ["id": .s(PersonMachines.id(record.person))], update: .setting(attributes),
                condition: condition, idempotency: .idempotent)
            return true
        } catch  where error.code == .conditionalCheckFailedException {
            return false
        } catch {
            throw .aws(error)
        }
    }
}
