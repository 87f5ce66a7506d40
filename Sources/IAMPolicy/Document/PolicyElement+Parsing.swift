import Formats

extension PolicyElement {
    /// The size of the largest text that is read, in bytes. IAM takes documents of up to 131,072 characters.
    static let maximumSize = 1 << 20
    /// How many brackets may be open at once. The grammar of policies needs six.
    static let maximumDepth = 32

    /// Reads a whole JSON text.
    ///
    /// - Throws: ``MalformedPolicy/notJSON`` for any other text, and the other cases for JSON that exceeds a limit or that
    ///   IAM may read in another way than this does.
    package init(parsing text: String) throws(MalformedPolicy) {
        guard text.utf8.count <= Self.maximumSize else { throw .tooLong }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONReader.read(Array(text.utf8), maximumDepth: Self.maximumDepth)
        } catch {
            throw error == .tooDeep ? .tooDeep : .notJSON
        }
        try self.init(json)
    }

    private init(_ json: JSONValue) throws(MalformedPolicy) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .number(String(value))
        case .decimal(let digits): self = .number(digits)
        case .string(let text): self = .string(text)
        case .array(let values):
            var elements: [PolicyElement] = []
            for value in values { elements.append(try PolicyElement(value)) }
            self = .array(elements)
        case .object(let list):
            var members: [String: PolicyElement] = [:]
            for member in list {
                // AWS doesn't say which of two members with one name counts, and either may be the one that narrows a
                // statement. Swift takes some names for one that AWS tells apart, which are refused as well.
                guard members.updateValue(try PolicyElement(member.value), forKey: member.name) == nil else {
                    throw .duplicateName
                }
            }
            self = .object(members)
        }
    }
}
