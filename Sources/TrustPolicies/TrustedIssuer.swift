package import AWS
import Formats

/// An OpenID Connect provider as IAM takes it.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>
package struct TrustedIssuer: Sendable, Hashable {
    /// Why IAM wouldn't take it, as the rest of a sentence.
    package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        case notHTTPS
        case malformed
        case port
        case privateHost
        case otherProtocol

        package var description: String {
            switch self {
            case .notHTTPS: "should be an address with https://"
            case .malformed:
                "should be the issuer as tokens write it, such as https://sso.example.com/realms/staff: a host in small "
                    + "letters, perhaps a path, and nothing behind it"
            case .port: "has a port: IAM takes no such provider"
            case .privateHost: "should have a public host name, as AWS reads the provider's keys there"
            case .otherProtocol: "is no OpenID Connect provider in IAM, and has condition keys of its own"
            }
        }
    }

    /// The most characters of the address.
    private static let maximumLength = 255
    /// IAM knows this one without being told, and its principal is the name alone.
    private static let builtIn = "accounts.google.com"
    private static let otherProtocols: Set = ["cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"]

    /// The address without its scheme, which is what ARNs and condition keys have. A slash at its end is a part of it.
    package let name: String

    package var isBuiltIn: Bool { name == Self.builtIn }

    /// Reads the address.
    ///
    /// - Parameter text: as tokens write it, with `https://`.
    /// - Throws: ``Refusal`` of what IAM takes for no provider.
    package init(_ text: String) throws(Refusal) {
        guard text.utf8.starts(with: "https://".utf8) else { throw .notHTTPS }
        let name = text.utf8.dropFirst("https://".utf8.count)
        let host = name.prefix { $0 != UInt8(ascii: "/") }
        let path = name.dropFirst(host.count)
        guard text.utf8.count <= Self.maximumLength, path.allSatisfy(Self.isPathByte) else { throw .malformed }
        let labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let last = labels.last, !last.contains(UInt8(ascii: ":")) else { throw .port }
        guard labels.allSatisfy(Self.isLabel) else { throw .malformed }
        // Neither the name of a machine on the own network, nor an address in digits.
        guard labels.count > 1, !last.allSatisfy(\.isASCIIDigit), !last.elementsEqual("localhost".utf8) else {
            throw .privateHost
        }
        guard !Self.otherProtocols.contains(String(Substring(host))) else { throw .otherProtocol }
        self.name = String(Substring(name))
    }

    /// What the policy names as its principal.
    package func principal(in account: AccountID?, of partition: Partition) -> String {
        guard let account, !isBuiltIn else { return name }
        return "arn:\(partition.name):iam::\(account):oidc-provider/\(name)"
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        PercentEncoding.isUnreserved(byte) || "/%".utf8.contains(byte)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { $0.isASCIILowercase || $0.isASCIIDigit || $0 == hyphen }
    }
}
