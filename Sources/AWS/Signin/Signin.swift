import Formats
package import Secrets

/// The console's federation endpoint, which makes a link that signs a browser in from the credentials of a session.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html>
package struct Signin: Sendable {
    /// What happens to a console session that the browser already has.
    package enum FormerSession: Sendable, Hashable {
        /// AWS keeps it, or asks the person to sign out first.
        case kept
        /// It is ended first, and with it all console sessions of the browser. Only in the partition `aws`.
        case signedOut
    }

    private let client: Client
    private let endpoint: EndpointURL

    /// - Parameters:
    ///   - client: sends the call, which isn't signed.
    ///   - endpoint: the whole URL of the federation endpoint, `…/federation`; nil for the partition's own.
    package init(_ client: Client, endpoint: EndpointURL? = nil) {
        self.client = client
        self.endpoint =
            endpoint ?? EndpointURL(scheme: .https, authority: client.partition.signinHost, basePath: "/federation")
    }

    /// Gets a token for ``loginURL(signinToken:issuer:destination:formerSession:)``, which is valid for 15 minutes.
    ///
    /// The request is a POST, so that the credentials aren't part of a URL. The credentials leave their ``Secret`` here,
    /// because the body that carries them is a plain array.
    ///
    /// - Parameters:
    ///   - credentials: those of a session.
    ///   - duration: how long the console session lasts. AWS refuses it for the credentials of a chained role; without it the
    ///     console session ends when the credentials expire.
    /// - Returns: the token.
    /// - Throws: ``AWSError``.
    package func getSigninToken(
        credentials: Credentials, duration: SessionDuration? = nil
    ) async throws(AWSError) -> Secret {
        let operation = Operation(.signin, "getSigninToken")
        guard let sessionToken = credentials.sessionToken else {
            throw .credentials("signing in to the console needs the credentials of a session")
        }
        var session = JSONWriter()
        session.object { session in
            session.member("sessionId", credentials.accessKeyID)
            credentials.secretAccessKey.withBytes { session.member("sessionKey", utf8: $0) }
            sessionToken.withBytes { session.member("sessionToken", utf8: $0) }
        }
        var form = FormEncoding()
        form.append("Action", operation.name)
        if let duration { form.append("SessionDuration", "\(duration.seconds)") }
        form.append("Session", session.bytes.span)
        let response = try await client.send(
            Call(
                operation: operation, idempotency: .idempotent, authentication: .anonymous,
                contentType: "application/x-www-form-urlencoded", path: "", body: form.bytes, endpoint: endpoint))
        guard let token = try? JSONReader.read(response ?? [])["SigninToken"]?.string, !token.isEmpty else {
            throw .malformedResponse(operation, "no SigninToken")
        }
        return Secret(token)
    }

    /// The URL to which the browser is sent.
    ///
    /// - Parameters:
    ///   - signinToken: the token from ``getSigninToken(credentials:)``.
    ///   - issuer: the URL to which the console sends people when their session has ended.
    ///   - destination: the console page to open. The caller has checked it.
    ///   - formerSession: what happens to a session that the browser already has.
    /// - Returns: the URL. It is a secret: it signs in whoever opens it within 15 minutes.
    package func loginURL(
        signinToken: Secret, issuer: String, destination: String, formerSession: FormerSession = .kept
    ) -> String {
        var login = FormEncoding()
        login.append("Action", "login")
        login.append("Issuer", issuer)
        login.append("Destination", destination)
        signinToken.withBytes { login.append("SigninToken", $0) }
        let loginURL = login.query(of: endpoint.description)
        guard formerSession == .signedOut, client.partition == .aws else { return loginURL }
        var logout = FormEncoding()
        logout.append("Action", "logout")
        logout.append("redirect_uri", loginURL)
        return "\(logoutOrigin)/oauth?\(logout.text)"
    }

    /// Where the page is that ends console sessions: AWS's own in one Region, or beside an endpoint that stands in for AWS.
    private var logoutOrigin: String {
        let host = client.partition.signinHost
        let isOfAWS = endpoint.host == host || endpoint.host.hasSuffix("." + host)
        return isOfAWS ? "https://us-east-1.\(host)" : endpoint.origin
    }
}
