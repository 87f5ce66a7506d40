import Concurrency
import FoundationEssentials
import HTTPTypes
import Transport

/// The credentials endpoint of a container (ECS, EKS Pod Identity) or of a local agent.
///
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html>
struct ContainerCredentials: CredentialsSource {
    var context: CredentialsContext

    private static let allowedHosts: Set<String> = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost"]

    func load() async throws(AWSError) -> FoundCredentials? {
        guard let location = try location() else { return nil }
        var head = HTTPRequest(
            method: .get, scheme: location.url.scheme.rawValue, authority: location.url.authority, path: location.path)
        head.headerFields[.accept] = "application/json"
        if let token = try authorization() {
            // It is sent as it is. A line break in it would begin another field.
            guard token.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .credentials("the container authorization token holds a control character")
            }
            head.headerFields[.authorization] = token
        }
        let source = "the container endpoint"
        var failure = ""
        for attempt in 1...3 {
            do {
                let response = try await context.fetch(head, timeout: .seconds(2))
                if response.status == .ok {
                    let correction = context.clockCorrection(by: response)
                    let credentials = try CredentialsDocument(response.body, from: source)
                        .credentials(from: source, now: context.timekeeper.now().addingTimeInterval(correction))
                        .byOurClock(correction: correction)
                    return FoundCredentials(credentials, from: .container)
                }
                failure = "status \(response.status.code)"
            } catch let error as TransportError {
                failure = "\(error)"
            } catch let error as AWSError {
                throw error
            } catch {
                failure = "\(error)"
            }
            if attempt < 3 { await context.timekeeper.sleep(.seconds(1)) }
        }
        throw .credentials("\(source) failed three times: \(failure)")
    }

    /// Where the endpoint is; nil if none is set up. Without TLS it must be on the loopback or one of AWS's addresses.
    private func location() throws(AWSError) -> (url: EndpointURL, path: String)? {
        let text: String
        let name: String
        if let relative = context.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            name = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
            guard relative.hasPrefix("/") else { throw .credentials("\(name) must begin with /") }
            text = "http://169.254.170.2" + relative
        } else if let full = context.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            name = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
            text = full
        } else {
            return nil
        }
        guard let colon = text.firstRange(of: "://") else { throw .credentials("\(name) isn't an http or https URL") }
        let end = text[colon.upperBound...].firstIndex(of: "/") ?? text.endIndex
        let path = String(text[end...])
        guard
            let url = EndpointURL(String(text[..<end])),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
        else { throw .credentials("\(name) isn't an http or https URL") }
        guard url.scheme == .https || Self.isLoopback(url.host) || Self.allowedHosts.contains(url.host) else {
            throw .credentials("\(name) names a host that is neither local nor AWS's, without TLS")
        }
        return (url, path.isEmpty ? "/" : path)
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private func authorization() throws(AWSError) -> String? {
        if let path = context.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            return try context.token(atPath: path, named: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
        }
        return context.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }
}
