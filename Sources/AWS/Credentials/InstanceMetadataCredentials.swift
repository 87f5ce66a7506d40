import Concurrency
import FoundationEssentials
import HTTPTypes
import Synchronization
import Transport

/// The credentials of the EC2 instance's role, from version 2 of the instance metadata service. Version 1 is never used,
/// because a request that somebody else makes us send could reach it.
///
/// When the service fails, or hands out credentials that have expired, the last ones stay in use, and the service is asked
/// again after a while: AWS still accepts them when it is AWS that can't renew them. AWS's SDKs do the same.
///
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html>
final class InstanceMetadataCredentials: CredentialsSource {
    private let context: CredentialsContext
    /// The credentials that the service gave last.
    private let last = Mutex<Credentials?>(nil)

    /// It is short because outside of EC2 nothing responds, and every start would wait for it.
    private static let timeout = Duration.seconds(1)
    /// How much longer credentials are used that the service doesn't renew, in seconds. ``CachedCredentials`` asks for new
    /// ones five minutes earlier. It is random so that not all instances ask at the same moment.
    private static let extensions = 600.0...900.0

    init(context: CredentialsContext) { self.context = context }

    func load() async throws(AWSError) -> FoundCredentials? {
        try await current().map { FoundCredentials($0, from: .instanceMetadata) }
    }

    /// The service's credentials, or its last ones; nil if there is no service, or the instance has no role.
    private func current() async throws(AWSError) -> Credentials? {
        do throws(AWSError) {
            if let found = try await fetch() {
                last.withLock { $0 = found }
                return extended(found)
            }
        } catch {
            guard let last = last.withLock({ $0 }) else { throw error }
            return extended(last)
        }
        return last.withLock { $0 }.map(extended)
    }

    /// The credentials, with a later end if theirs has come.
    private func extended(_ credentials: Credentials) -> Credentials {
        let now = context.timekeeper.now()
        guard let end = credentials.expiration, end <= now else { return credentials }
        var extended = credentials
        extended.expiration = now.addingTimeInterval(.random(in: Self.extensions))
        return extended
    }

    /// Asks the service; nil if there is none, or the instance has no role.
    private func fetch() async throws(AWSError) -> Credentials? {
        if context.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        let endpoint = context.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
        guard let url = EndpointURL(endpoint) else {
            throw .credentials("AWS_EC2_METADATA_SERVICE_ENDPOINT isn't an http or https URL")
        }
        guard let token = try await token(url) else { return nil }
        let path = "/latest/meta-data/iam/security-credentials/"
        let list = try await get(url, path, token)
        // An instance without a role has no such list.
        if list.status == .notFound { return nil }
        let name = String(decoding: list.body, as: UTF8.self).prefix { !$0.isNewline }
        guard list.status == .ok, let role = RoleName(String(name)) else {
            throw .credentials("instance metadata gave no role name")
        }
        let response = try await get(url, path + role.rawValue, token)
        let source = "instance metadata"
        guard response.status == .ok else {
            throw .credentials("\(source) gave status \(response.status.code)")
        }
        return try CredentialsDocument(response.body, from: source).credentials(from: source)
            .byOurClock(correction: context.clockCorrection(by: response))
    }

    /// Gets a token for the further requests; nil if there is no metadata service.
    private func token(_ url: EndpointURL) async throws(AWSError) -> String? {
        var head = HTTPRequest(
            method: .put, scheme: url.scheme.rawValue, authority: url.authority,
            path: url.path(appending: "/latest/api/token"))
        if let name = HTTPField.Name("X-aws-ec2-metadata-token-ttl-seconds") { head.headerFields[name] = "21600" }
        let response: TransportResponse
        do {
            response = try await context.fetch(head, timeout: Self.timeout)
        } catch .notSent {
            return nil
        } catch .deadlineExceeded {
            throw .credentials(
                """
                instance metadata was reached and gave no token within \(Self.timeout); to a container it gives one only \
                if the instance's metadata options allow a hop limit of 2
                """)
        } catch {
            throw .credentials("instance metadata was reached and gave no token: \(error)")
        }
        guard response.status == .ok else {
            throw .credentials(
                """
                instance metadata was reached and refused a token with status \(response.status.code); the \
                instance's metadata options must allow its HTTP endpoint
                """)
        }
        let token = String(decoding: response.body, as: UTF8.self)
        guard token.consists(of: { $0 > 0x20 && $0 < 0x7F }, lengths: 1...4_096) else {
            throw .credentials("instance metadata gave a malformed token")
        }
        return token
    }

    private func get(_ url: EndpointURL, _ path: String, _ token: String) async throws(AWSError) -> TransportResponse {
        var head = HTTPRequest(
            method: .get, scheme: url.scheme.rawValue, authority: url.authority, path: url.path(appending: path))
        if let name = HTTPField.Name("X-aws-ec2-metadata-token") { head.headerFields[name] = token }
        var failure: TransportError?
        for _ in 1...2 {
            do {
                return try await context.fetch(head, timeout: Self.timeout)
            } catch {
                failure = error
            }
        }
        throw .credentials("instance metadata failed: \(failure.map { "\($0)" } ?? "")")
    }
}
