import Formats

/// The encryption context in which a server wants credentials encrypted by KMS: texts by their names.
///
/// `Iam-Auth-Kms-Encryption-Context` has it as standard base64 of a JSON object of texts.
package struct EncryptionContext: Sendable, Equatable {
    /// The field isn't of that form; the text says what is wrong with it.
    package struct Malformed: Error, Sendable, Equatable {
        package var reason: String
    }

    /// The longest field that is read, in bytes.
    package static let maximumLength = 8_192
    private static let maximumCount = 32

    package let members: [String: String]

    package init(_ members: [String: String]) { self.members = members }

    /// Reads a field.
    package init(field: String) throws(Malformed) {
        guard field.utf8.count <= Self.maximumLength else { throw Malformed(reason: "it is too long") }
        guard let bytes = Base64.decode(field) else { throw Malformed(reason: "it is no base64") }
        guard let json = try? JSONReader.read(bytes, maximumDepth: 1), case .object(let found) = json else {
            throw Malformed(reason: "it is no JSON object of texts")
        }
        guard found.count <= Self.maximumCount else { throw Malformed(reason: "it has too many members") }
        var members: [String: String] = [:]
        for member in found {
            guard let text = member.value.string, !member.name.isEmpty, !text.isEmpty else {
                throw Malformed(reason: "it is no JSON object of texts")
            }
            guard members.updateValue(text, forKey: member.name) == nil else {
                throw Malformed(reason: "a member occurs twice")
            }
        }
        self.members = members
    }

    /// The field's value.
    package var field: String {
        Base64.encode(
            JSONValue.object(members.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }).bytes)
    }
}
