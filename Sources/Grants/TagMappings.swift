import AWS
import Formats
package import Tokens

/// How an application's session tags come about, in the order in which optional ones are kept: the last is dropped first.
package struct TagMappings: Sendable, Hashable {
    /// As many as AWS takes.
    package static let maximumCount = 50
    /// What stands between the texts of a list.
    private static let separator = ":"

    package let mappings: [TagMapping]

    /// - Throws: ``GrantError/mapping(key:_:)`` for what AWS would refuse whatever the token says.
    package init(_ mappings: [TagMapping]) throws(GrantError) {
        guard mappings.count <= Self.maximumCount else { throw .mapping(key: "", .tooMany) }
        var keys: Set<String> = []
        for mapping in mappings {
            guard TagText.isKey(mapping.key) else { throw .mapping(key: mapping.key, .key) }
            // To AWS two keys are one when they differ only in case.
            guard keys.insert(mapping.key.lowercased()).inserted else { throw .mapping(key: mapping.key, .duplicate) }
            if case .constant(let value) = mapping.source,
                TagText.fault(in: value, lengths: TagText.valueLengths) != nil
            {
                throw .mapping(key: mapping.key, .constant)
            }
        }
        self.mappings = mappings
    }

    /// The tags of a session for a user's claims.
    ///
    /// Texts are taken as they are, numbers and booleans as JSON writes them. Null, an empty text and an empty list count as
    /// absent.
    ///
    /// - Parameter claims: of a verified token.
    /// - Returns: in the order of the mappings; optional ones without a claim aren't among them.
    /// - Throws: ``GrantError/claim(_:tag:_:)`` for a claim that a required tag lacks, or that can't be a tag's value. One that
    ///   is there and can't be used is refused for optional tags too: leaving it out could mean something else.
    package func tags(for claims: TokenClaims) throws(GrantError) -> [SessionTag] {
        var tags: [SessionTag] = []
        for mapping in mappings {
            switch mapping.source {
            case .constant(let value):
                tags.append(SessionTag(Tag(key: mapping.key, value: value), reach: mapping.reach))
            case .claim(let pointer, let need, let lists):
                let value: String
                do throws(ClaimFaultError) {
                    value = try Self.text(of: claims[pointer], lists)
                } catch {
                    if need == .optional, error.fault == .missing { continue }
                    throw .claim(pointer.text, tag: mapping.key, error.fault)
                }
                tags.append(SessionTag(Tag(key: mapping.key, value: value), reach: mapping.reach, need: need))
            }
        }
        return tags
    }

    private static func text(of claim: JSONValue?, _ lists: TagMapping.Lists) throws(ClaimFaultError) -> String {
        let text: String
        switch claim {
        case nil, .null: throw ClaimFaultError(.missing)
        case .array(let elements):
            guard lists == .joined else { throw ClaimFaultError(.list) }
            text = try joined(elements)
        case let value?:
            text = try scalar(value)
            // It would be taken for a list.
            guard lists == .refused || !Self.hasSeparator(text) else { throw ClaimFaultError(.separator) }
        }
        if text.isEmpty { throw ClaimFaultError(.missing) }
        if let fault = TagText.fault(in: text, lengths: TagText.valueLengths) { throw ClaimFaultError(fault) }
        return text
    }

    private static func hasSeparator(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: ":")) }

    /// Two lists that differ never give the same text, because no text in them has the separator.
    private static func joined(_ elements: [JSONValue]) throws(ClaimFaultError) -> String {
        // Each takes two characters at least.
        guard elements.count <= TagText.valueLengths.upperBound else {
            throw ClaimFaultError(.tooLong(limit: TagText.valueLengths.upperBound))
        }
        var texts: [String] = []
        for element in elements {
            guard element != .null else { throw ClaimFaultError(.wrongType) }
            let text = try scalar(element)
            guard !text.isEmpty, !hasSeparator(text) else { throw ClaimFaultError(.separator) }
            texts.append(text)
        }
        return texts.joined(separator: separator)
    }

    private static func scalar(_ value: JSONValue) throws(ClaimFaultError) -> String {
        switch value {
        case .string(let text): return text
        case .integer, .decimal, .bool: return value.text
        case .null, .array, .object: throw ClaimFaultError(.wrongType)
        }
    }
}

/// A ``ClaimFault`` on its way to a ``GrantError``, which also names the claim.
struct ClaimFaultError: Error {
    var fault: ClaimFault

    init(_ fault: ClaimFault) { self.fault = fault }
}
