import Formats

extension DynamoDB {
    /// Makes a table that is paid for by request. It can be used when its status is `ACTIVE`.
    ///
    /// It is repeated when its outcome is unknown. `ResourceInUseException` may then tell of a first attempt that succeeded.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>
    package func createTable(table: String, key: TableKey, tags: [Tag] = []) async throws(AWSError) -> TableDescription
    {
        let attributes = [key.hash] + (key.range.map { [$0] } ?? [])
        let schema = zip(attributes, ["HASH", "RANGE"]).map { attribute, kind in
            Self.object([("AttributeName", .string(attribute.name)), ("KeyType", .string(kind))])
        }
        let definitions = attributes.map { attribute in
            Self.object([
                ("AttributeName", .string(attribute.name)), ("AttributeType", .string(attribute.type.rawValue)),
            ])
        }
        var members: [(String, JSONValue)] = [
            ("TableName", .string(table)), ("BillingMode", .string("PAY_PER_REQUEST")),
            ("KeySchema", .array(schema)), ("AttributeDefinitions", .array(definitions)),
        ]
        if !tags.isEmpty { members.append(("Tags", .array(tags.map(Self.json)))) }
        let response = try await tableCall("CreateTable", members, .idempotent)
        guard let made = response["TableDescription"].flatMap(TableDescription.init) else {
            throw .malformedResponse(Operation(.dynamodb, "CreateTable"), "TableDescription is missing")
        }
        return made
    }

    /// Deletes the table with all its items.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html>
    package func deleteTable(table: String) async throws(AWSError) {
        _ = try await tableCall("DeleteTable", [("TableName", .string(table))], .deletion)
    }

    /// The names of all tables of the Region.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html>
    package func listTables() async throws(AWSError) -> [String] {
        var names: [String] = []
        var last: String?
        repeat {
            var members: [(String, JSONValue)] = []
            if let last { members.append(("ExclusiveStartTableName", .string(last))) }
            let response = try await tableCall("ListTables", members, .idempotent)
            let page = response.elements("TableNames").compactMap(\.string)
            names += page
            last = response["LastEvaluatedTableName"]?.string
            // A page names at least one table, or there would be no end.
            if last != nil, page.isEmpty {
                throw .malformedResponse(Operation(.dynamodb, "ListTables"), "a page is empty, and not the last")
            }
        } while last != nil
        return names
    }

    /// The tags of the table.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html>
    package func listTagsOfResource(arn: ARN) async throws(AWSError) -> [Tag] {
        var tags: [Tag] = []
        var token: String?
        // A table has at most 50 tags.
        for _ in 0..<50 {
            var members: [(String, JSONValue)] = [("ResourceArn", .string(arn.rawValue))]
            if let token { members.append(("NextToken", .string(token))) }
            let response = try await tableCall("ListTagsOfResource", members, .idempotent)
            for tag in response.elements("Tags") {
                guard let key = tag["Key"]?.string, let value = tag["Value"]?.string else {
                    throw .malformedResponse(Operation(.dynamodb, "ListTagsOfResource"), "a tag is malformed")
                }
                tags.append(Tag(key: key, value: value))
            }
            token = response["NextToken"]?.string
            guard token != nil else { return tags }
        }
        throw .malformedResponse(Operation(.dynamodb, "ListTagsOfResource"), "more than 50 pages")
    }

    /// Adds tags to the table, and changes the values of tags that it has.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html>
    package func tagResource(arn: ARN, tags: [Tag]) async throws(AWSError) {
        _ = try await tableCall(
            "TagResource", [("ResourceArn", .string(arn.rawValue)), ("Tags", .array(tags.map(Self.json)))],
            .idempotent)
    }

    /// Removes the tags with these keys from the table.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html>
    package func untagResource(arn: ARN, tagKeys: [String]) async throws(AWSError) {
        _ = try await tableCall(
            "UntagResource",
            [("ResourceArn", .string(arn.rawValue)), ("TagKeys", .array(tagKeys.map(JSONValue.string)))], .idempotent)
    }

    /// Which attribute says when an item of the table expires.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html>
    package func describeTimeToLive(table: String) async throws(AWSError) -> TimeToLive {
        let response = try await tableCall("DescribeTimeToLive", [("TableName", .string(table))], .idempotent)
        guard let description = response["TimeToLiveDescription"],
            let status = description["TimeToLiveStatus"]?.string
        else { throw .malformedResponse(Operation(.dynamodb, "DescribeTimeToLive"), "TimeToLiveStatus is missing") }
        let isOn = status == "ENABLED" || status == "ENABLING"
        return TimeToLive(
            attributeName: isOn ? description["AttributeName"]?.string : nil, isChanging: status.hasSuffix("ING"))
    }

    /// Has the items of the table expire by an attribute, or no longer. AWS refuses a change with `ValidationException` for an
    /// hour after another one, and if it changes nothing.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html>
    package func updateTimeToLive(table: String, attributeName: String, enabled: Bool) async throws(AWSError) {
        let specification = Self.object([
            ("AttributeName", .string(attributeName)), ("Enabled", .bool(enabled)),
        ])
        _ = try await tableCall(
            "UpdateTimeToLive", [("TableName", .string(table)), ("TimeToLiveSpecification", specification)], .once)
    }

    /// The table's own policy as JSON; nil if it has none.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html>
    package func getResourcePolicy(arn: ARN) async throws(AWSError) -> String? {
        do throws(AWSError) {
            let response = try await tableCall(
                "GetResourcePolicy", [("ResourceArn", .string(arn.rawValue))], .idempotent)
            guard let policy = response["Policy"]?.string else {
                throw .malformedResponse(Operation(.dynamodb, "GetResourcePolicy"), "Policy is missing")
            }
            return policy
        } catch  where error.code == "PolicyNotFoundException" {
            return nil
        }
    }

    /// Whether the table can be restored as it was at any moment of the last weeks.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html>
    package func describePointInTimeRecovery(table: String) async throws(AWSError) -> Bool {
        let response = try await tableCall("DescribeContinuousBackups", [("TableName", .string(table))], .idempotent)
        let description = response["ContinuousBackupsDescription"]?["PointInTimeRecoveryDescription"]
        guard let status = description?["PointInTimeRecoveryStatus"]?.string else {
            throw .malformedResponse(
                Operation(.dynamodb, "DescribeContinuousBackups"), "PointInTimeRecoveryStatus is missing")
        }
        return status == "ENABLED"
    }

    /// Sets whether the table can be restored as it was at any moment of the last weeks. Fails with
    /// `ContinuousBackupsUnavailableException` soon after the table was made.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html>
    package func updateContinuousBackups(table: String, pointInTimeRecovery: Bool) async throws(AWSError) {
        let specification = Self.object([("PointInTimeRecoveryEnabled", .bool(pointInTimeRecovery))])
        _ = try await tableCall(
            "UpdateContinuousBackups",
            [("TableName", .string(table)), ("PointInTimeRecoverySpecification", specification)], .idempotent)
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { JSONValue.Member($0.0, $0.1) })
    }

    private static func json(_ tag: Tag) -> JSONValue {
        object([("Key", .string(tag.key)), ("Value", .string(tag.value))])
    }

    /// Calls an operation on tables, and returns its response, an object.
    private func tableCall(
        _ action: String, _ members: [(String, JSONValue)], _ idempotency: Idempotency
    ) async throws(AWSError) -> JSONValue {
        let operation = Operation(.dynamodb, action)
        let body = try await client.send(
            Call(
                operation: operation, idempotency: idempotency, contentType: "application/x-amz-json-1.0",
                target: "DynamoDB_20120810.\(action)", body: Self.object(members).bytes))
        // Nothing was left to delete, or the response has no body, as that of TagResource.
        guard let body, !body.isEmpty else { return .object([]) }
        do throws(JSONError) {
            let response = try JSONReader.read(body)
            if case .object = response { return response }
        } catch {}
        throw .malformedResponse(operation, "not the JSON of this service")
    }
}
