/// A JSON value of a policy document, compared as IAM compares policies: members have no order, and texts are equal only
/// when their bytes are.
///
/// `JSONValue` keeps the order of members and compares texts as Swift does, so it can't stand in for this type.
package enum PolicyElement: Sendable {
    case null
    case bool(Bool)
    /// A number as it is written.
    case number(String)
    case string(String)
    case array([PolicyElement])
    case object([String: PolicyElement])

    /// The members of an object, or nil.
    package var members: [String: PolicyElement]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The text of a string, or nil.
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}

extension PolicyElement: Hashable {
    /// To Swift, `é` as one scalar equals `e` with a combining accent; to AWS these are two texts.
    package static func == (a: PolicyElement, b: PolicyElement) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)):
            a.count == b.count
                && a.allSatisfy { member in
                    guard let index = b.index(forKey: member.key) else { return false }
                    return b[index].key.utf8.elementsEqual(member.key.utf8) && b[index].value == member.value
                }
        default: false
        }
    }
}

extension PolicyElement: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: PolicyElement...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, PolicyElement)...) {
        self = .object(Dictionary(elements) { $1 })
    }
}
