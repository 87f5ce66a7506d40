import Concurrency
import Formats
import FoundationEssentials
import HTTPTypes
import IdentityProofs
import Secrets
import Transport

/// A server that lets in whoever proves an identity. Nothing that it answers is believed without a look.
struct Server: Sendable {
    /// Why a server gave nothing that can be used.
    enum Failure: Error, Sendable, Equatable {
        case unreachable(String)
        case tooSlow
        case tooLarge
        /// It points to another address, which isn't asked.
        case redirected
        /// It refuses: the status, and its own words.
        case refused(Int, String)
        case malformed(String)
    }

    /// How long a server may take to say which proofs it takes.
    private static let termsTimeout = Duration.seconds(3)
    /// How long it may take to check a proof, which it asks AWS about.
    private static let linkTimeout = Duration.seconds(30)

    let address: ServerAddress
    let transport: any Transport
    let timekeeper: Timekeeper

    /// Which proofs the server takes.
    func terms() async throws(Failure) -> ServerTerms {
        let body = try await send(.get, "/auth/challenge", timeout: Self.termsTimeout)
        do throws(ServerTerms.Malformed) {
            return try ServerTerms(body)
        } catch {
            throw .malformed(error.reason)
        }
    }

    /// Signs in with a proof.
    ///
    /// - Returns: a link on this server that opens a session for the browser which follows it first.
    func link(proof: Secret) async throws(Failure) -> String {
        var form = FormEncoding()
        form.append("return_url", address.target)
        let fields: HTTPFields = [
            .authorization: proof.reveal(), .contentType: "application/x-www-form-urlencoded",
        ]
        let body = try await send(.post, "/auth/link", fields, body: form.bytes, timeout: Self.linkTimeout)
        guard let json = try? JSONReader.read(body, maximumDepth: 8), let link = json["url"]?.string else {
            throw .malformed("it has no url")
        }
        // The browser opens it: it must not lead to another site, or to a file or a program of this machine.
        guard link.hasPrefix("\(address.origin)/auth/link/"), link.utf8.count <= 2_048,
            link.utf8.allSatisfy(Self.isURLByte)
        else { throw .malformed("its url is no link of this server") }
        return link
    }

    /// The characters of RFC 3986 but the brackets.
    private static func isURLByte(_ byte: UInt8) -> Bool {
        PercentEncoding.isUnreserved(byte) || "!#$%&'()*+,/:;=?@".utf8.contains(byte)
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields = [:], body: [UInt8] = [], timeout: Duration
    ) async throws(Failure) -> [UInt8] {
        try await exchange(method, path, fields, body: body, timeout: timeout).body
    }

    /// Sends a request, and takes an answer of success alone.
    func exchange(
        _ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields = [:], body: [UInt8] = [], timeout: Duration
    ) async throws(Failure) -> TransportResponse {
        var head = HTTPRequest(
            method: method, scheme: address.scheme, authority: address.name.description, path: path,
            headerFields: fields)
        head.headerFields[.accept] = "application/json"
        let response: TransportResponse
        do throws(TransportError) {
            response = try await transport.send(
                TransportRequest(
                    head: head, body: body, deadline: timekeeper.instant() + timeout,
                    maximumResponseSize: ServerTerms.maximumSize, sharesConnection: false))
        } catch {
            throw Failure(error)
        }
        switch response.status.kind {
        case .successful: return response
        case .redirection: throw .redirected
        default: throw .refused(response.status.code, Self.words(of: response.body))
        }
    }

    /// What a server says in its problem (RFC 9457); empty if it says nothing.
    private static func words(of body: [UInt8]) -> String {
        guard let json = try? JSONReader.read(body, maximumDepth: 8) else { return "" }
        return CommandError.line(json["detail"]?.string ?? json["title"]?.string ?? "")
    }
}

extension Server.Failure {
    init(_ error: TransportError) {
        switch error {
        case .notSent(let reason), .interrupted(let reason): self = .unreachable(reason)
        case .deadlineExceeded, .cancelled: self = .tooSlow
        case .responseTooLarge: self = .tooLarge
        }
    }

    /// What is wrong with the server, as the rest of a sentence that begins with its address.
    var words: String {
        switch self {
        case .unreachable(let reason): "can't be reached: \(reason)"
        case .tooSlow: "didn't answer in time"
        case .tooLarge: "answered with too much"
        case .redirected: "points to another address, which isn't followed"
        case .refused(404, _): "has no sign-in with IAM identities"
        case .refused(let status, ""): "answered with the status \(status)"
        case .refused(let status, let words): "refuses with the status \(status): \(words)"
        case .malformed(let reason): "gave an answer that isn't Latchkey's: \(reason)"
        }
    }

    var status: Latchkey.Status {
        switch self {
        case .unreachable, .tooSlow: .unavailable
        case .tooLarge, .redirected, .malformed: .badAnswer
        case .refused(401, _), .refused(403, _): .noPermission
        case .refused(429, _): .tryAgain
        case .refused: .unavailable
        }
    }

    /// What the person can do.
    var advice: String {
        switch self {
        case .unreachable: "look whether the address is right and the network works"
        case .tooSlow, .refused(429, _), .refused(500..., _): "try again later"
        case .refused(401, _), .refused(403, _):
            "look with “latchkey whoami” who you are, or choose others with --profile"
        case .tooLarge, .redirected, .malformed, .refused: "look whether the address is right"
        }
    }
}

extension CommandError {
    init(_ failure: Server.Failure, of address: ServerAddress) {
        self.init(failure.status, "\(address.origin) \(failure.words): \(failure.advice)")
    }
}
