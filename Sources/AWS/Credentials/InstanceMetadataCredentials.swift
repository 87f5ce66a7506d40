import Concurrency
import HTTPTypes
import Transport

/// The credentials of the EC2 instance's role, from version 2 of the instance metadata service. Version 1 is never used,
/// because a request that somebody else makes us send could reach it.
///
/// Source: <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html>
struct InstanceMetadataCredentials: CredentialsSource {
    var context: CredentialsContext

    /// It is short because outside of EC2 nothing responds, and every start would wait for it.
    private static let timeout = Duration.seconds(1)

    func load() async throws(AWSError) -> Credentials? {
        if context.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() == "true" { return nil }
        let endpoint = context.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
        guard let url = EndpointURL(endpoint) else {
            throw .credentials("AWS_EC2_METADATA_SERVICE_ENDPOINT isn't an http or https URL")
        }
        guard let token = try await token(url) else { return nil }
        let path = "/latest/meta-data/iam/security-credentials/"
        let list = try await get(url, path, token)
        // An instance without a role has no such list.
        if list.head.status == .notFound { return nil }
        let name = String(decoding: list.body, as: UTF8.self).prefix { !$0.isNewline }
        guard list.head.status == .ok, let role = RoleName(String(name)) else {
            throw .credentials("instance metadata gave no role name")
        }
        let response = try await get(url, path + role.rawValue, token)
        let source = "instance metadata"
        guard response.head.status == .ok else {
            throw .credentials("\(source) gave status \(response.head.status.code)")
        }
        return try CredentialsDocument(response.body, from: source).credentials(
            from: source, now: context.timekeeper.now())
    }

    /// Gets a token for the further requests; nil if there is no metadata service.
    private func token(_ url: EndpointURL) async throws(AWSError) -> String? {
        var head = HTTPRequest(
            method: .put, scheme: url.scheme.rawValue, authority: url.authority,
            path: url.path(appending: "/latest/api/token"))
        if let name = HTTPField.Name("X-aws-ec2-metadata-token-ttl-seconds") { head.headerFields[name] = "21600" }
        guard let response = try? await context.fetch(head, timeout: Self.timeout), response.head.status == .ok else {
            return nil
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
