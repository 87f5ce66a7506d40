import Formats
package import Problems

/// The JSON object in a request's body, read member by member. An error names the member.
///
/// No member may occur twice, as the sender couldn't know which of the two counts. A member that is null counts as absent.
package struct JSONBody: Sendable {
    private let object: JSONValue

    /// - Throws: 400 for what isn't one JSON object in UTF-8.
    init(_ bytes: [UInt8]) throws(Problem) {
        guard !bytes.isEmpty else { throw .malformed("body", "The body is empty; it should be a JSON object.") }
        guard let value = try? JSONReader.read(bytes) else { throw .malformed("body", "The body isn't JSON.") }
        if let name = Self.repeatedMember(in: value) {
            throw .malformed(name, "“\(name)” occurs twice in the body.")
        }
        guard case .object = value else { throw .malformed("body", "The body should be an object.") }
        object = value
    }

    /// Refuses a member that isn't one of these, by its name.
    func refuseMembers(otherThan known: Set<String>) throws(Problem) {
        guard case .object(let members) = object, let unknown = members.first(where: { !known.contains($0.name) })
        else { return }
        let list = known.sorted().map { "“\($0)”" }.joined(separator: ", ")
        throw .malformed(
            unknown.name,
            "The member “\(unknown.name)” means nothing here. This address takes \(known.isEmpty ? "no members" : list)."
        )
    }

    /// A text that must be there.
    package func string(_ name: String) throws(Problem) -> String {
        guard let text = try optionalString(name) else { throw .malformed(name, "The member “\(name)” is missing.") }
        return text
    }

    package func optionalString(_ name: String) throws(Problem) -> String? {
        guard let value = present(name) else { return nil }
        return try Self.string(value, at: name)
    }

    package func optionalBool(_ name: String) throws(Problem) -> Bool? {
        guard let value = present(name) else { return nil }
        guard case .bool(let bool) = value else { throw Self.mismatch(name, "true or false") }
        return bool
    }

    package func optionalStrings(_ name: String) throws(Problem) -> [String]? {
        guard let value = present(name) else { return nil }
        guard case .array(let values) = value else { throw Self.mismatch(name, "an array") }
        var texts: [String] = []
        for (index, value) in values.enumerated() { texts.append(try Self.string(value, at: "\(name).[\(index)]")) }
        return texts
    }

    private func present(_ name: String) -> JSONValue? {
        object[name].flatMap { $0 == .null ? nil : $0 }
    }

    private static func string(_ value: JSONValue, at place: String) throws(Problem) -> String {
        guard let text = value.string else { throw mismatch(place, "a string") }
        return text
    }

    private static func mismatch(_ place: String, _ form: String) -> Problem {
        .malformed(place, "The member “\(place)” should be \(form).")
    }

    /// The path of the first member whose object has had one of its name already.
    private static func repeatedMember(in value: JSONValue, at place: [String] = []) -> String? {
        switch value {
        case .object(let members):
            var names: Set<String> = []
            for member in members {
                let place = place + [member.name]
                guard names.insert(member.name).inserted else { return place.joined(separator: ".") }
                if let path = repeatedMember(in: member.value, at: place) { return path }
            }
        case .array(let values):
            for (index, value) in values.enumerated() {
                if let path = repeatedMember(in: value, at: place + ["[\(index)]"]) { return path }
            }
        default: break
        }
        return nil
    }
}
