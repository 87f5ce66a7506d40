internal import AWS
internal import FoundationEssentials

/// A JSON body, with words for what is wrong with it.
enum JSONBody {
    static func decode<Body: Decodable>(_ type: Body.Type, from bytes: [UInt8]) throws(Problem) -> Body {
        guard !bytes.isEmpty else { throw .malformed("body", "The body is empty; it should be a JSON object.") }
        // Which of two members of one name counts, Foundation doesn't say; and it takes other encodings than UTF-8.
        guard let value = try? JSONReader.read(bytes) else { throw notJSON }
        if let name = repeatedMember(in: value) { throw .malformed(name, "“\(name)” occurs twice in the body.") }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch DecodingError.keyNotFound(let key, let context) {
            let name = path(context.codingPath + [key])
            throw .malformed(name, "The member “\(name)” is missing.")
        } catch DecodingError.typeMismatch(let wanted, let context) {
            throw mismatch(context, wanted)
        } catch DecodingError.valueNotFound(let wanted, let context) {
            throw mismatch(context, wanted)
        } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
            let name = path(context.codingPath)
            throw .malformed(name, "The member “\(name)” has a value that isn't taken.")
        } catch {
            throw notJSON
        }
    }

    private static var notJSON: Problem { .malformed("body", "The body isn't JSON, or a number in it doesn't fit.") }

    /// The path of the first member whose object has had one of its name already.
    private static func repeatedMember(in value: JSONValue, at place: [String] = []) -> String? {
        switch value {
        case .object(let members):
            var names: Set<String> = []
            for member in members {
                let place = place + [member.name]
                guard names.insert(member.name).inserted else { return path(place) }
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

    private static func mismatch(_ context: DecodingError.Context, _ wanted: Any.Type) -> Problem {
        let form =
            switch wanted {
            case is String.Type: "a string"
            case is Bool.Type: "true or false"
            case is any BinaryInteger.Type: "a whole number"
            case is any BinaryFloatingPoint.Type: "a number"
            case is [String: Any].Type: "an object"
            case is [Any].Type: "an array"
            default: "of another type"
            }
        guard !context.codingPath.isEmpty else { return .malformed("body", "The body should be \(form).") }
        let name = path(context.codingPath)
        return .malformed(name, "The member “\(name)” should be \(form).")
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        path(keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue })
    }

    private static func path(_ names: [String]) -> String {
        names.joined(separator: ".")
    }
}
