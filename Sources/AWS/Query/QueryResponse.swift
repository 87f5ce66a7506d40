import Formats
import FoundationEssentials
import XML

/// An element of the response of IAM or STS, which is read member by member. Reading throws
/// ``AWSError/malformedResponse(_:_:)`` when a member that the service model requires is missing, or has an invalid value.
struct QueryResponse {
    let operation: Operation
    let element: XMLElement

    /// The `…Result` element of the response in `body`.
    init(_ body: [UInt8], operation: Operation) throws(AWSError) {
        self.operation = operation
        guard let result = try Self.response(body, operation)[operation.name + "Result"] else {
            throw .malformedResponse(operation, "no \(operation.name)Result")
        }
        element = result
    }

    /// Checks that `body` is the response of the operation, for one that has no result.
    static func check(_ body: [UInt8], operation: Operation) throws(AWSError) {
        _ = try response(body, operation)
    }

    private static func response(_ body: [UInt8], _ operation: Operation) throws(AWSError) -> XMLElement {
        let root: XMLElement
        do {
            root = try XMLParser().parse(body)
        } catch {
            throw .malformedResponse(operation, "XML: \(error)")
        }
        guard root.isNamed(operation.name + "Response") else {
            throw .malformedResponse(operation, "no \(operation.name)Response")
        }
        return root
    }

    private init(operation: Operation, element: XMLElement) {
        self.operation = operation
        self.element = element
    }

    /// A structure; nil if it is missing.
    func optional(_ name: String) -> QueryResponse? {
        element[name].map { QueryResponse(operation: operation, element: $0) }
    }

    /// A structure; throws if it is missing.
    func structure(_ name: String) throws(AWSError) -> QueryResponse {
        guard let found = optional(name) else { throw missing(name) }
        return found
    }

    /// The members of a list; empty if the list is missing.
    func list(_ name: String) -> [QueryResponse] {
        guard let list = element[name] else { return [] }
        return list.children.filter { $0.isNamed("member") }.map { QueryResponse(operation: operation, element: $0) }
    }

    /// The members of the list that an operation lists, each read by `read`. AWS sends an empty one too, so one that is
    /// missing doesn't mean that there is nothing.
    func requiredList<Value>(
        _ name: String, _ read: (QueryResponse) throws(AWSError) -> Value
    ) throws(AWSError) -> [Value] {
        guard element[name] != nil else { throw missing(name) }
        return try list(name, read)
    }

    /// The members of a list, each read by `read`.
    func list<Value>(
        _ name: String, _ read: (QueryResponse) throws(AWSError) -> Value
    ) throws(AWSError) -> [Value] {
        var values: [Value] = []
        for member in list(name) { values.append(try read(member)) }
        return values
    }

    /// A text, which may be empty; throws if it is missing.
    func text(_ name: String) throws(AWSError) -> String {
        guard let found = element[name] else { throw missing(name) }
        return found.text
    }

    /// A text; nil if it is missing or empty.
    func optionalText(_ name: String) -> String? {
        guard let text = element[name]?.text, !text.isEmpty else { return nil }
        return text
    }

    /// A value; throws if it is missing or invalid.
    func value<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(AWSError) -> Value {
        guard let value = try optionalValue(name, as: type) else { throw missing(name) }
        return value
    }

    /// A value; nil if it is missing. Throws if it is invalid.
    func optionalValue<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(AWSError) -> Value? {
        guard let text = optionalText(name) else { return nil }
        guard let value = Value(text) else { throw malformed(name) }
        return value
    }

    /// The element's own text as a value, for a member of a list of names.
    func value<Value: LosslessStringConvertible>(as type: Value.Type = Value.self) throws(AWSError) -> Value {
        guard let value = Value(element.text) else { throw malformed(element.name) }
        return value
    }

    /// A time; throws if it is missing or invalid.
    func date(_ name: String) throws(AWSError) -> Date {
        guard let date = try optionalDate(name) else { throw missing(name) }
        return date
    }

    /// A time; nil if it is missing. Throws if it is invalid.
    func optionalDate(_ name: String) throws(AWSError) -> Date? {
        guard let text = optionalText(name) else { return nil }
        guard let date = Timestamp.parse(text) else { throw malformed(name) }
        return date
    }

    /// A policy document, which IAM percent-encodes; throws if it is missing.
    func document(_ name: String) throws(AWSError) -> String {
        guard let text = PercentEncoding.decode(try text(name)) else { throw malformed(name) }
        return text
    }

    /// The tags; empty if there are none.
    func tags() throws(AWSError) -> [Tag] {
        try list("Tags") { (member) throws(AWSError) in
            Tag(key: try member.text("Key"), value: try member.text("Value"))
        }
    }

    private func missing(_ name: String) -> AWSError {
        .malformedResponse(operation, "\(name) is missing in \(element.name)")
    }

    private func malformed(_ name: String) -> AWSError {
        .malformedResponse(operation, "\(name) is malformed in \(element.name)")
    }
}
