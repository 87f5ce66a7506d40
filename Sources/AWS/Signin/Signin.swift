import Cryptography
import Formats
package import Secrets

/// The console's federation endpoint: from a session's credentials to a link that signs a browser in.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html>
package struct Signin: Sendable {
    /// What becomes of a console session that the browser already has.
    package enum FormerSession: Sendable, Hashable {
        /// AWS keeps it, or asks the person to sign out first.
        case kept
        /// Signed out first. Only in the partition `aws`; it ends people's other console sessions too.
        case signedOut
    }

    private let client: Client
    private let endpoint: EndpointURL

    /// - Parameters:
    ///   - client: Carries the call; it isn't signed.
    ///   - endpoint: Instead of the partition's own, for a stand-in: the whole URL of its `…/federation`.
    package init(_ client: Client, endpoint: EndpointURL? = nil) {
        self.client = client
        self.endpoint =
            endpoint ?? EndpointURL(scheme: .https, authority: client.partition.signinHost, basePath: "/federation")
    }

    /// A token for ``loginURL(signinToken:issuer:destination:formerSession:)``, good for 15 minutes.
    ///
    /// By POST, so that the credentials stand in no URL. No SessionDuration is sent: AWS refuses it for chained
    /// credentials, and without it the console's session ends when the credentials do.
    package func getSigninToken(credentials: Credentials) async throws(AWSError) -> Secret {
        let operation = Operation(.signin, "getSigninToken")
        guard let sessionToken = credentials.sessionToken else {
            throw .credentials("signing in to the console needs a session's credentials")
        }
        let session: JSONValue = [
            "sessionId": .string(credentials.accessKeyID),
            "sessionKey": .string(credentials.secretAccessKey.reveal()),
            "sessionToken": .string(sessionToken.reveal()),
        ]
        var form = FormEncoding()
        form.append("Action", operation.name)
        form.append("Session", session.text)
        let answer = try await client.send(
            Call(
                operation: operation, idempotency: .idempotent, authentication: .anonymous,
                contentType: "application/x-www-form-urlencoded", path: "", body: form.bytes, endpoint: endpoint))
        guard let token = try? JSONReader.read(answer)["SigninToken"]?.string, !token.isEmpty else {
            throw .malformedAnswer(operation, "no SigninToken")
        }
        return Secret(token)
    }

    /// Where to send the browser. The URL is a secret: it signs in whoever opens it within 15 minutes.
    ///
    /// - Parameters:
    ///   - signinToken: From ``getSigninToken(credentials:)``.
    ///   - issuer: The URL that the console sends people to when their session has ended.
    ///   - destination: The console page to open; checked by the caller.
    ///   - formerSession: What becomes of a session that the browser already has.
    /// - Returns: The URL, which is a secret.
    package func loginURL(
        signinToken: Secret, issuer: String, destination: String, formerSession: FormerSession = .kept
    ) -> String {
        var login = FormEncoding()
        login.append("Action", "login")
        login.append("Issuer", issuer)
        login.append("Destination", destination)
        login.append("SigninToken", signinToken.reveal())
        let loginURL = "\(endpoint)?\(login.text)"
        guard formerSession == .signedOut, client.partition == .aws else { return loginURL }
        var logout = FormEncoding()
        logout.append("Action", "logout")
        logout.append("redirect_uri", loginURL)
        return "https://us-east-1.signin.aws.amazon.com/oauth?\(logout.text)"
    }
}
