import FastCGI
import Formats
import HTTPTypes

/// The fields that every answer carries, for security first, then for caching.
enum SecurityHeaders {
    private static let fixed: [HTTPField] = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ].compactMap { name, value in HTTPField.Name(name).map { HTTPField(name: $0, value: value) } }

    private static let never = lines(caching: .never, policy(for: []))
    private static let neverAtAll = lines(caching: .neverAtAll, policy(for: []))
    private static let forEver = lines(caching: .forEver, policy(for: []))
    private static let briefly = lines(caching: .briefly, policy(for: []))

    /// The fields; `formDestinations` are the origins besides our own that a form may end up at.
    static func lines(caching: Reply.Caching, formDestinations: [String] = []) -> FixedFields {
        guard formDestinations.isEmpty else { return lines(caching: caching, policy(for: formDestinations)) }
        return switch caching {
        case .never: never
        case .neverAtAll: neverAtAll
        case .forEver: forEver
        case .briefly: briefly
        }
    }

    private static func lines(caching: Reply.Caching, _ policy: String) -> FixedFields {
        var fields = HTTPFields(fixed)
        fields[.contentSecurityPolicy] = policy
        fields[.cacheControl] = caching.rawValue
        if caching == .never || caching == .neverAtAll { fields[.vary] = "Accept" }
        return FixedFields(fields)
    }

    private static func policy(for formDestinations: [String]) -> String {
        let forms = (["'self'"] + formDestinations.filter(isOrigin)).joined(separator: " ")
        return
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action \(forms); "
            + "frame-ancestors 'none'; base-uri 'none'"
    }

    /// Whether a text can be part of a policy without ending its directive.
    private static func isOrigin(_ text: String) -> Bool {
        text.hasPrefix("http")
            && text.utf8.allSatisfy { $0.isNameByte && $0 != 0x2c || ":/[]*".utf8.contains($0) }
    }
}
