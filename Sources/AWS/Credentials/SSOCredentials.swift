import Concurrency
import Cryptography
import Formats
import FoundationEssentials
import HTTPTypes
import Secrets
import Transport

/// The credentials of a role that IAM Identity Center gives to a person who signed in with `aws sso login`.
///
/// The token is read where AWS's command line keeps it. Who signs in, and renews the token, is that command.
///
/// Sources: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html>,
/// <https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html>
struct SSOCredentials: CredentialsSource {
    /// What a profile says about the role, and how the person signs in.
    private struct Settings {
        var account: AccountID
        var roleName: RoleName
        var region: Region
        /// After what the file with the token is called: the session's name, or the address where the person signs in.
        var key: String
    }

    private static let maximumTokenLength = 20_000
    private static let attempts = 3

    var context: CredentialsContext
    var profile: Profile
    /// The section that the profile names as its `sso_session`; nil if it names none.
    var session: [String: String]?

    func load() async throws(AWSError) -> FoundCredentials? {
        let settings = try settings()
        let token = try token(of: settings)
        let response = try await ask(settings, token)
        let correction = context.clockCorrection(by: response)
        let credentials = try Self.credentials(response.body).byOurClock(correction: correction)
        return FoundCredentials(
            credentials, from: .sso(profile: profile.name, account: settings.account, roleName: settings.roleName))
    }

    private func settings() throws(AWSError) -> Settings {
        let name = profile["sso_session"]
        guard name == nil || session != nil else {
            throw .credentials("the sso_session \(name ?? "") of the profile \(profile.name) doesn't exist")
        }
        guard let account = profile["sso_account_id"].flatMap(AccountID.init),
            let roleName = profile["sso_role_name"].flatMap(RoleName.init),
            let region = (session?["sso_region"] ?? profile["sso_region"]).flatMap(Region.init),
            let url = session?["sso_start_url"] ?? profile["sso_start_url"]
        else {
            throw .credentials(
                "the profile \(profile.name) needs sso_account_id, sso_role_name, sso_region and sso_start_url")
        }
        return Settings(account: account, roleName: roleName, region: region, key: name ?? url)
    }

    /// The token that `aws sso login` left.
    private func token(of settings: Settings) throws(AWSError) -> Secret {
        guard let home = context.variable("HOME") else {
            throw .credentials("HOME isn't set, below which the token is")
        }
        let file = "\(home)/.aws/sso/cache/\(Hexadecimal.encode(SHA1.digest(settings.key))).json"
        guard let bytes = try context.files.read(file) else { throw signedOut }
        guard let json = try? JSONReader.read(bytes), let token = json["accessToken"]?.string,
            let end = json["expiresAt"]?.string.flatMap(Self.date),
            (1...Self.maximumTokenLength).contains(token.utf8.count),
            // It goes into a header field.
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .credentials("\(file) holds no token: run “aws sso login --profile \(profile.name)”") }
        guard end > context.timekeeper.now() else { throw signedOut }
        return Secret(token)
    }

    private var signedOut: AWSError {
        .credentials(
            "the sign-in of the profile \(profile.name) has ended: run “aws sso login --profile \(profile.name)”")
    }

    /// Older versions of AWS's command line wrote `UTC` in place of `Z`.
    private static func date(_ text: String) -> Date? {
        Timestamp.parse(text.hasSuffix("UTC") ? text.dropLast(3) + "Z" : text)
    }

    private func ask(_ settings: Settings, _ token: Secret) async throws(AWSError) -> TransportResponse {
        let operation = Operation(.sso, "GetRoleCredentials")
        let url = context.endpoints.at(settings.region).endpoint(for: .sso).url
        let query = "role_name=\(PercentEncoding.encode(settings.roleName.rawValue))&account_id=\(settings.account)"
        var head = HTTPRequest(
            method: .get, scheme: url.scheme.rawValue, authority: url.authority,
            path: url.path(appending: "/federation/credentials?\(query)"))
        head.headerFields[.accept] = "application/json"
        head.headerFields[.ssoBearerToken] = token.reveal()
        var failure = AWSError.deadlineExceeded(operation)
        attempts: for attempt in 1...Self.attempts {
            if attempt > 1 { await context.timekeeper.sleep(.seconds(1)) }
            do throws(TransportError) {
                let response = try await context.fetch(head, timeout: .seconds(10))
                let status = response.status.code
                if status == 200 { return response }
                failure = refusal(status, settings)
                guard status == 429 || status >= 500 else { break attempts }
            } catch {
                failure = .transport(error, operation)
            }
        }
        throw failure
    }

    private func refusal(_ status: Int, _ settings: Settings) -> AWSError {
        switch status {
        case 401: signedOut
        case 403, 404:
            .credentials(
                "IAM Identity Center doesn't give you the role \(settings.roleName) in the account \(settings.account)")
        default: .credentials("IAM Identity Center answered with the status \(status)")
        }
    }

    private static func credentials(_ body: [UInt8]) throws(AWSError) -> Credentials {
        guard let json = try? JSONReader.read(body), let found = json["roleCredentials"],
            let id = found["accessKeyId"]?.string, !id.isEmpty, let secret = found["secretAccessKey"]?.string,
            let token = found["sessionToken"]?.string, case .integer(let milliseconds)? = found["expiration"]
        else { throw .credentials("IAM Identity Center gave no credentials of the expected shape") }
        return Credentials(
            accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: Secret(token),
            expiration: Date(timeIntervalSince1970: Double(milliseconds) / 1_000))
    }
}

extension HTTPField.Name {
    fileprivate static let ssoBearerToken = HTTPField.Name("x-amz-sso_bearer_token") ?? .authorization
}
