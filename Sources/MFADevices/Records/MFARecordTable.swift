package import AWS
import Concurrency
import Cryptography
import Formats
import FoundationEssentials
import Transport

/// The records of what people tried, in the table of one-time values: an item for each person. Where several nodes change one,
/// the condition of a write decides, which is also true for the attempt that already made the write.
///
/// | attribute | what it is |
/// |---|---|
/// | `id` | `mfa/` and the IAM user's name in small letters |
/// | `attempts` | when codes were tried that AWS didn't take |
/// | `first_device` | the serial number of the first device, with when its enabling was begun |
/// | `removals` | serial numbers, each with when the removal was begun |
/// | `version` | names the write |
/// | `expires_at` | when DynamoDB may delete it, in seconds |
///
/// Other moments are milliseconds since 1970. The items have no seal: whoever can write the table gains by deleting one, and a
/// seal doesn't keep anybody from that.
package struct MFARecordTable: Sendable {
    private static let maximumTries = 8

    private let table: String
    private let client: Client
    /// For how long a change counts that others may not see yet, in milliseconds.
    private let settling: Int

    /// - Parameters:
    ///   - table: the table's name.
    ///   - client: calls AWS, and has the clock that the nodes compare.
    ///   - longestRequest: how long a request may last.
    package init(table: String, client: Client, longestRequest: Duration) {
        self.table = table
        self.client = client
        // One request changes something at its end. IAM lists it within a minute, and another may have listed before that
        // and act at its own end.
        settling = Int((longestRequest * 2 + .seconds(60)) / .milliseconds(1))
    }

    private init(_ other: MFARecordTable, client: Client) {
        table = other.table
        settling = other.settling
        self.client = client
    }

    /// The same records, for the calls of one request.
    func with(deadline: Instant, journal: CallJournal?) -> MFARecordTable {
        MFARecordTable(self, client: client.with(deadline: deadline, journal: journal))
    }

    // MARK: Codes

    /// Begins to try codes of a person. Counted before they are tried, so that those of the same moment count too.
    ///
    /// - Returns: what ``withdraw(_:of:)`` takes.
    func beginAttempt(of user: UserName) async throws(MFADevicesError) -> Int {
        try await change(user) { (record, now) throws(MFADevicesError) in
            try record.beginAttempt(at: now)
            return now
        }
    }

    /// AWS didn't say whether the codes are right.
    func withdraw(_ attempt: Int, of user: UserName) async {
        try? await change(user) { record, _ in
            if let index = record.attempts.firstIndex(of: attempt) { record.attempts.remove(at: index) }
        }
    }

    /// Right codes make up for the wrong ones.
    func noteSuccess(of user: UserName) async { try? await change(user) { record, _ in record.attempts = [] } }

    // MARK: Changes

    func beginFirstDevice(_ serialNumber: MFASerialNumber, of user: UserName) async throws(MFADevicesError) {
        try await change(user) { (record, now) throws(MFADevicesError) in
            try record.beginFirstDevice(serialNumber, at: now)
        }
    }

    /// The first device wasn't enabled after all.
    func endFirstDevice(_ serialNumber: MFASerialNumber, of user: UserName) async {
        try? await change(user) { record, _ in
            if record.firstDevice?.serialNumber == serialNumber { record.firstDevice = nil }
        }
    }

    func beginRemoval(
        of serialNumber: MFASerialNumber, among devices: [MFADevice], of user: UserName
    ) async throws(MFADevicesError) {
        try await change(user) { (record, now) throws(MFADevicesError) in
            try record.beginRemoval(of: serialNumber, among: devices, at: now)
        }
    }

    /// The device wasn't removed after all.
    func endRemoval(of serialNumber: MFASerialNumber, of user: UserName) async {
        try? await change(user) { record, _ in record.removals[serialNumber] = nil }
    }

    /// Forgets what a person tried, so that they can begin anew.
    func forget(_ user: UserName) async throws(MFADevicesError) {
        try await change(user) { record, _ in record = MFARecord() }
    }

    // MARK: Calls

    /// Changes a person's record.
    ///
    /// - Parameters:
    ///   - user: whose it is.
    ///   - change: changes the record, at the moment given. It may be called several times.
    /// - Returns: what `change` returned.
    /// - Throws: what `change` throws, the errors of any call, and ``MFADevicesError/contended``.
    private func change<Value>(
        _ user: UserName, _ change: (inout MFARecord, Int) throws(MFADevicesError) -> Value
    ) async throws(MFADevicesError) -> Value {
        let key: Item = ["id": .s("mfa/\(user.rawValue.lowercased())")]
        for _ in 0..<Self.maximumTries {
            let item: Item?
            do throws(AWSError) {
                item = try await DynamoDB(client).getItem(table: table, key: key, consistentRead: true)
            } catch {
                throw .aws(error)
            }
            let before = item.flatMap(MFARecord.init) ?? MFARecord()
            let now = Int(client.awsTimekeeper.now().timeIntervalSince1970 * 1_000)
            var record = before
            record.dropOld(at: now, settling: settling)
            let value = try change(&record, now)
            if record == before { return value }
            if try await write(record, key: key, at: now, after: item?["version"]) { return value }
        }
        throw .contended
    }

    /// - Returns: whether nobody else had written meanwhile.
    private func write(
        _ record: MFARecord, key: Item, at now: Int, after version: AttributeValue?
    ) async throws(MFADevicesError) -> Bool {
        var attributes = record.attributes
        attributes["version"] = .s(Base64URL.encode(Random.bytes(12)))
        attributes["expires_at"] = .n((now + max(settling, MFARecord.period)) / 1_000 + 3_600)
        do throws(AWSError) {
            try await DynamoDB(client).updateItem(
                table: table, key: key, update: .setting(attributes), condition: .versionIsStill(version),
                idempotency: .idempotent)
            return true
        } catch  where error.code == .conditionalCheckFailedException {
            return false
        } catch {
            throw .aws(error)
        }
    }
}
