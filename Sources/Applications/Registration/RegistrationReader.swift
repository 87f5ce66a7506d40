import Formats

/// Reads the members of one object of a registration, and names the member that is wrong. A member that is null counts as
/// absent.
struct RegistrationReader {
    private let object: JSONValue
    /// Where the object is; empty for the whole body.
    private let place: String

    /// - Parameters:
    ///   - value: the object.
    ///   - place: where it is; empty for the whole body.
    ///   - known: the members that it may have.
    /// - Throws: ``RegistrationFault`` for another value, a member that isn't known and one that occurs twice.
    init(_ value: JSONValue, at place: String, members known: Set<String>) throws(RegistrationFault) {
        object = value
        self.place = place
        guard case .object(let members) = value else {
            throw RegistrationFault(
                member: place.isEmpty ? "body" : place,
                words: "\(place.isEmpty ? "The body" : "“\(place)”") should be an object."
            )
        }
        var names: Set<String> = []
        for member in members {
            guard known.contains(member.name) else { throw fault(member.name, "means nothing here") }
            guard names.insert(member.name).inserted else { throw fault(member.name, "occurs twice") }
        }
    }

    /// The fault of a member; `words` follow its name.
    func fault(_ name: String, _ words: String) -> RegistrationFault {
        let place = at(name)
        return RegistrationFault(member: place, words: "The member “\(place)” \(words).")
    }

    func at(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

    func present(_ name: String) -> JSONValue? { object[name].flatMap { $0 == .null ? nil : $0 } }

    /// A text that must be there, of a form that `parse` takes and `form` describes.
    func text<Value>(_ name: String, _ form: String, _ parse: (String) -> Value?) throws(RegistrationFault) -> Value {
        guard let value = try optionalText(name, form, parse) else {
            throw fault(name, "is missing: it should be \(form)")
        }
        return value
    }

    func optionalText<Value>(
        _ name: String, _ form: String, _ parse: (String) -> Value?
    ) throws(RegistrationFault) -> Value? {
        guard let value = present(name) else { return nil }
        guard let text = value.string, let parsed = parse(text) else { throw fault(name, "should be \(form)") }
        return parsed
    }

    func optionalBool(_ name: String) throws(RegistrationFault) -> Bool? {
        guard let value = present(name) else { return nil }
        guard case .bool(let bool) = value else { throw fault(name, "should be true or false") }
        return bool
    }

    func optionalInteger(_ name: String, _ range: ClosedRange<Int>) throws(RegistrationFault) -> Int? {
        guard let value = present(name) else { return nil }
        guard case .integer(let number) = value, range.contains(number) else {
            throw fault(name, "should be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The elements of a list.
    func optionalList(_ name: String, _ counts: ClosedRange<Int>) throws(RegistrationFault) -> [JSONValue]? {
        guard let value = present(name) else { return nil }
        guard case .array(let elements) = value, counts.contains(elements.count) else {
            throw fault(name, "should be a list of \(counts.lowerBound) to \(counts.upperBound)")
        }
        return elements
    }
}
