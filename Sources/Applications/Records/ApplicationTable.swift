package import AWS

/// The DynamoDB table of applications. Where several nodes must agree on something, the condition of a write decides, and it is
/// also true for the attempt that already made the write.
///
/// The partition key is `id` (a string):
///
/// | `id` | attribute | what it is |
/// |---|---|---|
/// | `application/NAME` | `name` | the application, as it is shown |
/// | | `registration` | the registration as JSON |
/// | | `version` | see ``RegistrationVersion`` |
/// | | `external_id` | the application's ExternalId |
/// | | `unique_id` | the principal's unique ID, where it is known |
/// | | `registered_at`, `changed_at` | when, in seconds since 1970 |
/// | | `revocations` | see ``PersonRevocations``; absent without any |
/// | | `seal` | the code over all of that; see ``ApplicationSeal`` |
/// | `role/NAME` | `owner`, `held_since`, `version` | which application has the role; see ``RoleClaim`` |
package struct ApplicationTable: Sendable {
    package let table: String
    let seal: ApplicationSeal
    private let dynamoDB: DynamoDB

    /// - Parameters:
    ///   - table: the table's name.
    ///   - seal: shows which records Latchkey wrote.
    ///   - dynamoDB: the service that has the table.
    package init(table: String, seal: ApplicationSeal, dynamoDB: DynamoDB) {
        self.table = table
        self.seal = seal
        self.dynamoDB = dynamoDB
    }

    static func id(_ identity: ApplicationIdentity) -> String { "application/\(identity.key)" }

    /// The record of an application, by a consistent read; nil if there is none.
    ///
    /// - Throws: the errors of any call, and ``ApplicationsError/unreadable(_:)`` for a record that Latchkey didn't write.
    func record(of identity: ApplicationIdentity) async throws(ApplicationsError) -> ApplicationRecord? {
        guard let item = try await item(Self.id(identity)) else { return nil }
        guard let record = ApplicationRecord(item: item, seal: seal) else { throw .unreadable(identity) }
        return record
    }

    /// Writes a record in place of the version `former`, or as the first one where that is nil. Its revocations have to be those
    /// of the table.
    ///
    /// - Returns: whether it was written: the table has another version otherwise.
    /// - Throws: the errors of any call.
    func write(
        _ record: ApplicationRecord, replacing former: RegistrationVersion?
    ) async throws(ApplicationsError) -> Bool {
        let attributes = record.item(sealedBy: seal).filter { $0.key != "id" }.sorted { $0.key < $1.key }
        var values = Dictionary(uniqueKeysWithValues: attributes.map { (":\($0.key)", $0.value) })
        if let former { values[":former"] = .s(former.description) }
        let revocations =
            record.revocations.isEmpty ? "attribute_not_exists(#revocations)" : "#revocations = :revocations"
        return try await update(
            Self.id(record.identity), "SET " + attributes.map { "#\($0.key) = :\($0.key)" }.joined(separator: ", "),
            if: (former == nil ? "attribute_not_exists(#id)" : "(#version = :former AND \(revocations))")
                + " OR (#version = :version AND \(revocations))",
            names: (former == nil ? ["id"] : []) + attributes.map(\.key)
                + (record.revocations.isEmpty ? ["revocations"] : []),
            values: values)
    }

    /// Writes the revocations of a record in place of others, and nothing else of it.
    ///
    /// - Returns: whether they were written: the table has another version or other revocations otherwise.
    /// - Throws: the errors of any call.
    func writeRevocations(
        of record: ApplicationRecord, replacing former: PersonRevocations
    ) async throws(ApplicationsError) -> Bool {
        let item = record.item(sealedBy: seal)
        let names = ["version", "revocations", ApplicationSeal.attribute]
        var values = Dictionary(uniqueKeysWithValues: names.compactMap { name in item[name].map { (":\(name)", $0) } })
        if let text = former.text { values[":former"] = .s(text) }
        let former = former.isEmpty ? "attribute_not_exists(#revocations)" : "#revocations = :former"
        return try await update(
            Self.id(record.identity), "SET #revocations = :revocations, #seal = :seal",
            if: "#version = :version AND (\(former) OR #revocations = :revocations)", names: names, values: values)
    }

    /// Deletes a record if it has this version.
    ///
    /// - Returns: whether there is none any more.
    /// - Throws: the errors of any call.
    func delete(
        _ identity: ApplicationIdentity, _ version: RegistrationVersion
    ) async throws(ApplicationsError) -> Bool {
        let condition = Expression(
            "#version = :version", names: ["#version": "version"], values: [":version": .s(version.description)])
        if try await delete(Self.id(identity), if: condition) { return true }
        // The answer to a first attempt may have been lost.
        return try await item(Self.id(identity)) == nil
    }

    /// Deletes a record whatever it says.
    func delete(_ identity: ApplicationIdentity) async throws(ApplicationsError) {
        _ = try await delete(Self.id(identity), if: nil)
    }

    /// A page of records.
    ///
    /// - Parameters:
    ///   - id: where the page begins: ``ApplicationPage/next`` of the one before, or nil.
    ///   - limit: the most items to look at.
    /// - Returns: the page, which may be empty without being the last.
    /// - Throws: the errors of any call.
    func page(after id: String?, limit: Int) async throws(ApplicationsError) -> ApplicationPage {
        do throws(AWSError) {
            let page = try await dynamoDB.scanPage(
                table: table,
                filter: Expression("attribute_exists(#registration)", names: ["#registration": "registration"]),
                limit: limit, exclusiveStartKey: id.map { ["id": .s($0)] })
            return ApplicationPage(items: page.items, next: page.lastEvaluatedKey?["id"]?.string, seal: seal)
        } catch {
            throw .aws(error)
        }
    }

    // MARK: Calls

    func item(_ id: String) async throws(ApplicationsError) -> Item? {
        do throws(AWSError) {
            return try await dynamoDB.getItem(table: table, key: ["id": .s(id)], consistentRead: true)
        } catch {
            throw .aws(error)
        }
    }

    /// Changes an item if the condition is true, and makes it if there is none.
    ///
    /// - Returns: whether the condition was true.
    func update(
        _ id: String, _ update: String, if condition: String, names: [String], values: Item
    ) async throws(ApplicationsError) -> Bool {
        let names = Dictionary(uniqueKeysWithValues: names.map { ("#\($0)", $0) })
        do throws(AWSError) {
            try await dynamoDB.updateItem(
                table: table, key: ["id": .s(id)], update: Expression(update, names: names, values: values),
                condition: Expression(condition), idempotency: .idempotent)
            return true
        } catch  where error.code == .conditionalCheckFailedException {
            return false
        } catch {
            throw .aws(error)
        }
    }

    /// - Returns: whether the condition was true.
    func delete(_ id: String, if condition: Expression?) async throws(ApplicationsError) -> Bool {
        do throws(AWSError) {
            try await dynamoDB.deleteItem(table: table, key: ["id": .s(id)], condition: condition)
            return true
        } catch  where error.code == .conditionalCheckFailedException {
            return false
        } catch {
            throw .aws(error)
        }
    }
}
