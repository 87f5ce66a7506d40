import AWS
import Formats
import HTTPTypes

/// Where an issuer publishes its keys, or the document that says where. It comes from a setting, a registration or the
/// discovery document of such an issuer, never from a token.
package struct KeySetAddress: Sendable, Hashable {
    let url: EndpointURL

    /// Nil unless `text` is an `https` URL without user information, query and fragment. For a server on this machine that
    /// stands in for an issuer, `http` with an address of the loopback interface is taken too.
    package init?(_ text: String) {
        guard let url = EndpointURL(text),
            url.scheme == .https || ["127.0.0.1", "::1", "localhost"].contains(url.host)
        else { return nil }
        self.url = url
    }

    /// The address at which AWS publishes the keys of an issuer of tokens, such as
    /// `https://….tokens.sts.global.api.aws`.
    package init?(issuer: String) {
        self.init(issuer + "/.well-known/jwks.json")
    }

    /// The URL.
    package var text: String { url.rawValue }

    /// The host, with its port where the URL names one.
    package var authority: String { url.authority }

    /// Whether the host is a name of another machine, and no address. The last part of a name isn't a number (RFC 3696, section
    /// 2), and that of an address is, in any spelling.
    var isName: Bool {
        let last = url.host.utf8.split(separator: UInt8(ascii: ".")).last
        return url.host != "localhost" && !url.host.utf8.contains(UInt8(ascii: ":"))
            && last?.first.map { !$0.isASCIIDigit } ?? false
    }

    /// The head of the request for the keys.
    var request: HTTPRequest {
        HTTPRequest(
            method: .get, scheme: url.scheme.rawValue, authority: url.authority, path: url.path(appending: ""),
            headerFields: [.accept: "application/json"])
    }
}
