import Formats
import FoundationEssentials
import XML

/// An element of a Query service's answer, read member by member; what the service model demands and isn't there,
/// or can't be understood, is ``AWSError/malformedAnswer(_:_:)``.
struct QueryAnswer {
    let operation: Operation
    let element: XMLElement

    /// The element below the `…Result` of the answer in `body`.
    init(_ body: [UInt8], operation: Operation) throws(AWSError) {
        self.operation = operation
        guard let result = try Self.response(body, operation)["\(operation.name)Result"] else {
            throw .malformedAnswer(operation, "no \(operation.name)Result")
        }
        element = result
    }

    /// Makes sure that `body` is the operation's answer, where that says nothing more.
    static func check(_ body: [UInt8], operation: Operation) throws(AWSError) {
        _ = try response(body, operation)
    }

    private static func response(_ body: [UInt8], _ operation: Operation) throws(AWSError) -> XMLElement {
        let root: XMLElement
        do {
            root = try XMLParser().parse(body)
        } catch {
            throw .malformedAnswer(operation, "XML: \(error)")
        }
        guard root.name == "\(operation.name)Response" else {
            throw .malformedAnswer(operation, "no \(operation.name)Response")
        }
        return root
    }

    private init(operation: Operation, element: XMLElement) {
        self.operation = operation
        self.element = element
    }

    /// A structure in it, where there is one.
    func optional(_ name: String) -> QueryAnswer? {
        element[name].map { QueryAnswer(operation: operation, element: $0) }
    }

    /// A structure that must be in it.
    func structure(_ name: String) throws(AWSError) -> QueryAnswer {
        guard let found = optional(name) else { throw missing(name) }
        return found
    }

    /// The members of a list in it; none when there is no list.
    func list(_ name: String) -> [QueryAnswer] {
        guard let list = element[name] else { return [] }
        return list.children.filter { $0.name == "member" }.map { QueryAnswer(operation: operation, element: $0) }
    }

    /// What every member of a list is read as.
    func list<Value>(
        _ name: String, _ read: (QueryAnswer) throws(AWSError) -> Value
    ) throws(AWSError) -> [Value] {
        var values: [Value] = []
        for member in list(name) { values.append(try read(member)) }
        return values
    }

    /// A text that must be there; it may be empty.
    func text(_ name: String) throws(AWSError) -> String {
        guard let found = element[name] else { throw missing(name) }
        return found.text
    }

    /// A text, where there is one that isn't empty.
    func optionalText(_ name: String) -> String? {
        guard let text = element[name]?.text, !text.isEmpty else { return nil }
        return text
    }

    /// A value that must be there.
    func value<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(AWSError) -> Value {
        guard let value = try optionalValue(name, as: type) else { throw missing(name) }
        return value
    }

    /// A value, where there is one.
    func optionalValue<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws(AWSError) -> Value? {
        guard let text = optionalText(name) else { return nil }
        guard let value = Value(text) else { throw malformed(name) }
        return value
    }

    /// The element's own text as a value: a member of a list of names.
    func value<Value: LosslessStringConvertible>(as type: Value.Type = Value.self) throws(AWSError) -> Value {
        guard let value = Value(element.text) else { throw malformed(element.name) }
        return value
    }

    /// A moment that must be there.
    func date(_ name: String) throws(AWSError) -> Date {
        guard let date = try optionalDate(name) else { throw missing(name) }
        return date
    }

    /// A moment, where there is one.
    func optionalDate(_ name: String) throws(AWSError) -> Date? {
        guard let text = optionalText(name) else { return nil }
        guard let date = Timestamp.parse(text) else { throw malformed(name) }
        return date
    }

    /// A policy document that must be there; IAM percent-encodes it.
    func document(_ name: String) throws(AWSError) -> String {
        guard let text = PercentEncoding.decode(try text(name)) else { throw malformed(name) }
        return text
    }

    /// The tags in it.
    func tags() throws(AWSError) -> [Tag] {
        try list("Tags") { (member) throws(AWSError) in
            Tag(key: try member.text("Key"), value: try member.text("Value"))
        }
    }

    private func missing(_ name: String) -> AWSError {
        .malformedAnswer(operation, "\(name) is missing in \(element.name)")
    }

    private func malformed(_ name: String) -> AWSError {
        .malformedAnswer(operation, "\(name) is malformed in \(element.name)")
    }
}
