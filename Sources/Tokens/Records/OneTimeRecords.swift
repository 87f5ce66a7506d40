package import AWS
package import Concurrency
import Cryptography
import Formats
package import FoundationEssentials
package import Secrets

/// Things that are used once, whichever node they come to: nonces, and codes that stand for a value. A conditional write to
/// a DynamoDB table decides which use is the first.
///
/// Each write names its attempt, and its condition is also true for the attempt that already made it: when an answer is
/// lost, the client sends the write again and learns that it was the first. No other attempt can. When the outcome stays
/// unknown the call throws, so that nobody accepts the thing.
///
/// The table's partition key is `id` (a string), and its time-to-live attribute is `expires_at`:
///
/// | attribute | what it is |
/// |---|---|
/// | `id` | the kind, `/`, and the SHA-256 of the thing in base64url: who reads the table learns no code |
/// | `expires_at` | until when a code is valid, or after when a spent thing is refused anyway; seconds since 1970 |
/// | `made_by` | the attempt that made the item |
/// | `used_by` | the attempt that used a code |
/// | `content` | what a code stands for, sealed in the context of the ID: who writes the table can't make or swap one |
package struct OneTimeRecords: Sendable {
    /// How long a spent thing is kept after the last moment at which it could be accepted, in seconds. The node that asks
    /// and DynamoDB, which deletes, may not have the same time.
    private static let margin: TimeInterval = 3_600

    private let table: String
    private let keys: SealingKeys
    private let dynamoDB: DynamoDB
    private let timekeeper: Timekeeper

    /// - Parameters:
    ///   - table: the table's name.
    ///   - keys: they seal what codes stand for.
    ///   - dynamoDB: the service that has the table.
    ///   - timekeeper: the clock that ends codes. Several nodes compare its times, so it should be AWS's clock
    ///     (`Client.awsTimekeeper`).
    package init(table: String, keys: SealingKeys, dynamoDB: DynamoDB, timekeeper: Timekeeper) {
        self.table = table
        self.keys = keys
        self.dynamoDB = dynamoDB
        self.timekeeper = timekeeper
    }

    /// The same records, for calls that end by a deadline.
    package func with(deadline: Instant) -> OneTimeRecords {
        OneTimeRecords(table: table, keys: keys, dynamoDB: dynamoDB.with(deadline: deadline), timekeeper: timekeeper)
    }

    /// Spends a thing that somebody else made up, such as a nonce.
    ///
    /// - Parameters:
    ///   - kind: what it is.
    ///   - text: the thing. Where it belongs to something, that should be part of it.
    ///   - end: the last moment at which the thing could be accepted, by its own date. It is refused for an hour longer.
    ///   - request: what names the request that spends it, where a request may ask more than once: nginx asks again where a
    ///     location leads on to another. It may be no secret, but nobody may choose it. Nil for a use of its own each time.
    /// - Returns: whether it wasn't spent before.
    /// - Throws: the errors of any call; the thing must not be accepted then.
    package func spend(
        _ kind: OneTimeKind, _ text: String, until end: Date, in request: String? = nil
    ) async throws(AWSError) -> Bool {
        try await write(
            "SET #expires_at = :expires_at, #made_by = :me", if: "attribute_not_exists(#id) OR #made_by = :me",
            id: id(of: text, kind), names: ["#id", "#expires_at", "#made_by"],
            values: [":expires_at": Self.seconds(end + Self.margin)],
            attempt: request.map { Base64URL.encode(SHA256.digest("request \($0)")) }) != nil
    }

    /// Makes a code that stands for a value and can be redeemed once.
    ///
    /// - Parameters:
    ///   - kind: what the code is for.
    ///   - value: at most ``SealedValue/maximumContentByteCount`` bytes.
    ///   - end: until when it can be redeemed.
    /// - Returns: the code: 43 letters, digits, `-` and `_`, which nobody can guess; nil if the value is too long.
    /// - Throws: the errors of any call.
    package func issue(_ kind: OneTimeKind, for value: [UInt8], until end: Date) async throws(AWSError) -> Secret? {
        let code = Base64URL.encode(Random.bytes(32))
        let id = id(of: code, kind)
        guard let content = keys.seal(value, context: id) else { return nil }
        let made = try await write(
            "SET #expires_at = :expires_at, #made_by = :me, #content = :content",
            if: "attribute_not_exists(#id) OR #made_by = :me", id: id,
            names: ["#id", "#expires_at", "#made_by", "#content"],
            values: [":expires_at": Self.seconds(end), ":content": .s(content.text)])
        return made == nil ? nil : Secret(code)
    }

    /// Redeems a code.
    ///
    /// - Parameters:
    ///   - kind: what the code has to be for.
    ///   - code: what somebody brings, of any form.
    /// - Returns: the value; nil if there is no such code, it was redeemed before, it has expired, or its record isn't ours.
    /// - Throws: the errors of any call; the code may be lost then, and isn't redeemed.
    package func redeem(_ kind: OneTimeKind, _ code: String) async throws(AWSError) -> [UInt8]? {
        guard code.utf8.count == 43, Base64URL.decode(code) != nil else { return nil }
        let id = id(of: code, kind)
        let found = try await write(
            "SET #used_by = :me",
            if: "#expires_at > :now AND (attribute_not_exists(#used_by) OR #used_by = :me)", id: id,
            names: ["#expires_at", "#used_by"], values: [":now": Self.seconds(timekeeper.now())], returning: .allNew)
        guard let content = found?["content"]?.string else { return nil }
        return try? keys.open(content, context: id)
    }

    /// What a code stood for that was redeemed before, so that who had it can be told to leave.
    ///
    /// - Returns: the value; nil if there is no such code, it wasn't redeemed yet, its record isn't ours, or is gone.
    /// - Throws: the errors of any call.
    package func redeemed(_ kind: OneTimeKind, _ code: String) async throws(AWSError) -> [UInt8]? {
        try await value(of: code, kind) { $0["used_by"] != nil }
    }

    /// What a code stands for that can be redeemed still, so that who has it can look before.
    ///
    /// - Returns: the value; nil if there is no such code, it was redeemed before, has expired, or its record isn't ours.
    /// - Throws: the errors of any call.
    package func redeemable(_ kind: OneTimeKind, _ code: String) async throws(AWSError) -> [UInt8]? {
        let now = timekeeper.now().timeIntervalSince1970
        return try await value(of: code, kind) { item in
            item["used_by"] == nil && item["expires_at"]?.integer.map { Double($0) > now } ?? false
        }
    }

    /// What a code stands for, if its item fits.
    private func value(
        of code: String, _ kind: OneTimeKind, where fits: (Item) -> Bool
    ) async throws(AWSError) -> [UInt8]? {
        guard code.utf8.count == 43, Base64URL.decode(code) != nil else { return nil }
        let id = id(of: code, kind)
        let found = try await dynamoDB.getItem(table: table, key: ["id": .s(id)], consistentRead: true)
        guard let found, fits(found), let content = found["content"]?.string else { return nil }
        return try? keys.open(content, context: id)
    }

    /// Writes an item if the condition is true, in the name of an attempt of its own (`:me`).
    ///
    /// - Returns: the attributes that `returning` asks for; nil when the condition was false and nothing was written.
    private func write(
        _ update: String, if condition: String, id: String, names: [String], values: [String: AttributeValue],
        returning: ReturnValues = .none, attempt: String? = nil
    ) async throws(AWSError) -> Item? {
        let names = Dictionary(uniqueKeysWithValues: names.map { ($0, String($0.dropFirst())) })
        let me = AttributeValue.s(attempt ?? Base64URL.encode(Random.bytes(16)))
        do throws(AWSError) {
            return try await dynamoDB.updateItem(
                table: table, key: ["id": .s(id)],
                update: Expression(update, names: names, values: values.merging([":me": me]) { $1 }),
                condition: Expression(condition), returnValues: returning, idempotency: .idempotent) ?? [:]
        } catch  where error.code == .conditionalCheckFailedException {
            return nil
        }
    }

    private func id(of text: String, _ kind: OneTimeKind) -> String {
        "\(kind.name)/\(Base64URL.encode(SHA256.digest(text)))"
    }

    private static func seconds(_ date: Date) -> AttributeValue {
        .n(Int(min(max(date.timeIntervalSince1970.rounded(.down), 0), 253_402_300_799)))
    }
}
