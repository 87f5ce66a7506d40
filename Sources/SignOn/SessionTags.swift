import AWS
import FastCGI
import Formats
package import Problems
package import Web

/// The session tags among a request's parameters.
enum SessionTags {
    private static let prefix = "LATCHKEY_TAG_"
    /// Has all tags that a person had when they signed a machine in, as a form.
    private static let remembered = "LATCHKEY_TAGS"

    /// Parses `LATCHKEY_TAG_<Key>`; an empty value means that this person has no such tag. What `LATCHKEY_TAGS` has beside them
    /// counts where none of them has the same key.
    ///
    /// STS compares keys without regard to case, so two that differ by case alone are refused, as are more than 50.
    static func parse(_ request: Request) throws(Problem) -> [SessionTag] {
        var tags: [SessionTag] = []
        var keys: Set<String> = []
        for parameter in request.parameters(beginning: prefix) {
            let text = String(decoding: parameter.name.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
            guard let key = SessionTag.key(text) else {
                throw .malformed(parameter.name, "The session tag “\(text)” has a name that AWS doesn't take.")
            }
            guard keys.insert(key.lowercased()).inserted else {
                throw .malformed(parameter.name, "The session tag “\(key)” was passed more than once.")
            }
            guard !parameter.value.isEmpty else { continue }
            guard let value = SessionTag.value(parameter.value) else {
                throw .malformed(parameter.name, "The session tag “\(key)” has a value that AWS doesn't take.")
            }
            tags.append(SessionTag(key: key, value: value))
        }
        for value in request.values(of: remembered) {
            for member in try Form(value.utf8, in: remembered).members
            where !tags.contains(where: { $0.key.lowercased() == member.name.lowercased() }) {
                guard let key = SessionTag.key(member.name), let value = SessionTag.value(member.value) else {
                    throw .malformed(remembered, "A session tag that was remembered is one that AWS doesn't take.")
                }
                tags.append(SessionTag(key: key, value: value))
            }
        }
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        guard tags.count <= 50 else { throw .malformed("LATCHKEY_TAG_…", "More than 50 session tags were passed.") }
        return tags
    }
}

extension RequestContext {
    /// The session tags that the web server passes; an empty one is absent.
    package func sessionTags() throws(Problem) -> [SessionTag] {
        try SessionTags.parse(request)
    }

    /// The same as a form of keys and values, which `LATCHKEY_TAGS` passes on for a machine.
    package func rememberedTags() throws(Problem) -> String {
        var form = FormEncoding()
        for tag in try sessionTags() { form.append(tag.key, tag.value) }
        return form.text
    }
}
