/// The form of a route's paths: `/keys/{id}/active`, where `{id}` stands for one segment that isn't empty.
package struct PathPattern: Sendable, Equatable, CustomStringConvertible, ExpressibleByStringLiteral {
    private enum Segment: Sendable, Equatable {
        case literal(String)
        case capture(String)
    }

    package let description: String
    private let segments: [Segment]

    package init(stringLiteral value: String) {
        description = value
        segments = value.utf8.split(separator: UInt8(ascii: "/")).map { part in
            guard part.first == UInt8(ascii: "{"), part.last == UInt8(ascii: "}") else {
                return .literal(String(Substring(part)))
            }
            return .capture(String(Substring(part.dropFirst().dropLast())))
        }
    }

    /// What the names stand for in a path; nil when the path isn't of this form.
    func match(_ path: some RandomAccessCollection<String>) -> [String: String]? {
        guard path.count == segments.count else { return nil }
        var captures: [String: String] = [:]
        for (segment, part) in zip(segments, path) {
            switch segment {
            case .literal(let text):
                guard text == part else { return nil }
            case .capture(let name):
                guard !part.isEmpty else { return nil }
                captures[name] = part
            }
        }
        return captures
    }
}
