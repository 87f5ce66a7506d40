import Formats

/// Whom a role trusts: one value of a claim, or those that a narrow pattern matches.
package struct TrustedPerson: Sendable, Hashable {
    /// Why nobody should be trusted by this text, as the rest of a sentence.
    package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        case malformed
        case variable
        case notAnAddress
        case everybody
        case everybodyWithPublicMail

        package var description: String {
            switch self {
            case .malformed: "should have 1 to 255 characters, none of which can't be seen"
            case .variable: "shouldn't have ${: AWS would put something else in its place"
            case .notAnAddress: "should be an e-mail address, such as ann@example.com"
            case .everybody:
                "is a pattern that lets in people whom nobody has named: give each person's own value, *@example.com of a "
                    + "claim with addresses, or repo:OWNER/* of GitHub's jobs"
            case .everybodyWithPublicMail: "lets in everybody, as anybody can have an address there"
            }
        }
    }

    private static let maximumLength = 255
    /// Where anybody can have an address.
    private static let publicMail: Set = [
        "aol.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com",
        "mail.ru", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "qq.com", "web.de", "yahoo.com",
        "yandex.ru", "users.noreply.github.com",
    ]
    /// What the subjects of a service's jobs begin with, before the owner's name and a slash.
    private static let jobs = ["token.actions.githubusercontent.com": "repo:", "gitlab.com": "project_path:"]

    package let text: String
    /// Whether `*` and `?` stand for other characters.
    package let isPattern: Bool

    /// - Parameters:
    ///   - text: a value of the claim. It is a pattern if it has `*` or `?`.
    ///   - claim: what it is a value of.
    ///   - issuer: whose tokens have the claim.
    /// - Throws: ``Refusal`` of a text that names nobody, or others too.
    package init(_ text: String, by claim: TrustedClaim, at issuer: TrustedIssuer) throws(Refusal) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.unicodeScalars.allSatisfy(Self.isVisible),
            text.utf8.first != UInt8(ascii: " "), text.utf8.last != UInt8(ascii: " ")
        else { throw .malformed }
        guard !Self.hasVariable(text) else { throw .variable }
        isPattern = text.utf8.contains { Self.isWildcard($0) }
        self.text = text
        if isPattern {
            try Self.check(pattern: text, by: claim, at: issuer)
        } else if claim == .email, Self.domain(of: text) == nil {
            throw .notAnAddress
        }
    }

    private static func check(
        pattern: String, by claim: TrustedClaim, at issuer: TrustedIssuer
    ) throws(Refusal) {
        switch claim {
        case .email, .sourceIdentity:
            guard pattern.utf8.starts(with: "*@".utf8), let domain = domain(of: pattern) else { throw .everybody }
            guard !publicMail.contains(domain.lowercased()) else { throw .everybodyWithPublicMail }
        case .subject:
            guard let prefix = jobs[issuer.name], pattern.utf8.starts(with: prefix.utf8) else { throw .everybody }
            let rest = pattern.utf8.dropFirst(prefix.utf8.count)
            let owner = rest.prefix { $0 != UInt8(ascii: "/") }
            guard !owner.isEmpty, owner.count < rest.count, owner.allSatisfy(\.isNameByte) else { throw .everybody }
        case .tag: throw .everybody
        }
    }

    /// What stands behind the address's `@`; nil if it isn't the name of a domain.
    private static func domain(of address: String) -> String? {
        let parts = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        let labels = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count > 1,
            labels.allSatisfy({ label in
                !label.isEmpty && label.allSatisfy { $0 == UInt8(ascii: "-") || $0.isWordByte || $0 > 127 }
            })
        else { return nil }
        return String(Substring(parts[1]))
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }

    /// Whether the text has `${`, which begins a policy variable.
    static func hasVariable(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { $0 == UInt8(ascii: "$") && $1 == UInt8(ascii: "{") }
    }

    private static func isWildcard(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }
}
