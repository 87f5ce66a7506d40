import Formats
package import Problems

/// Names and values of a query or of an `application/x-www-form-urlencoded` body. No name occurs twice.
package struct Form: Sendable, Equatable {
    /// The most members taken.
    package static let maximumCount = 100

    /// The members, in the order they came.
    package let members: [(name: String, value: String)]

    /// Parses the encoded text; an empty one has no members. `place`, “query” or “form”, names it in error messages.
    package init(_ encoded: some Sequence<UInt8>, in place: String) throws(Problem) {
        var members: [(name: String, value: String)] = []
        var names: Set<String> = []
        for part in Array(encoded).split(separator: 0x26) {
            let pair = part.split(separator: 0x3d, maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(pair[0], plus: .space) else {
                throw .malformed(place, "A name in the \(place) isn't percent-encoded UTF-8.")
            }
            guard let value = PercentEncoding.decode(pair.count == 2 ? pair[1] : [], plus: .space) else {
                throw .malformed(name, "The value of “\(name)” in the \(place) isn't percent-encoded UTF-8.")
            }
            guard names.insert(name).inserted else {
                throw .malformed(name, "“\(name)” occurs twice in the \(place).")
            }
            guard members.count < Self.maximumCount else {
                throw .malformed(place, "The \(place) has more than \(Self.maximumCount) members.")
            }
            members.append((name, value))
        }
        self.members = members
    }

    /// Refuses a member that isn't one of these, by its name, as its sender means something by it.
    package func refuseMembers(otherThan known: Set<String>, in place: String) throws(Problem) {
        guard let unknown = members.first(where: { !known.contains($0.name) }) else { return }
        throw .malformed(
            unknown.name, "“\(unknown.name)” means nothing in the \(place) of this address. Leave it out.")
    }

    /// The value under a name; nil when there is none.
    package subscript(_ name: String) -> String? {
        members.first { $0.name == name }?.value
    }

    package static func == (left: Form, right: Form) -> Bool {
        left.members.elementsEqual(right.members, by: ==)
    }
}
