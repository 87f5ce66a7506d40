import Formats
import Secrets

@testable import OAuthClient

private let issuer = "https://id.example.com"
private let request = {
    let metadata = #"{"issuer":"\#(issuer)","authorization_endpoint":"\#(issuer)/a"}"#
    let settings = SignInSettings(name: "id", kind: .provider, issuer: issuer, clientID: "c", scopes: ["openid"])
    return try? AuthorizationRequest(
        settings, at: ServerMetadata(json: Array(metadata.utf8), issuer: issuer),
        redirect: "http://127.0.0.1:1/callback",
        machine: nil, random: { [UInt8](repeating: 7, count: $0) })
}()

/// A query, and the same as what a person pastes. The fuzzer doesn't guess the state unless the corpus has it.
@Sendable func fuzzAuthorizationAnswer(_ bytes: [UInt8]) {
    guard let text = text(bytes), let request else { return }
    if let parameters = try? AnswerParameters(text) {
        require(bytes.count <= AnswerParameters.maximumByteCount, "too long")
        if let answer = try? request.answer(parameters) {
            require(text.contains(request.state.reveal()) || text.contains("%"), "\(answer) without the state")
        }
    }
    guard let pasted = try? request.answer(pasted: text), case .code(let code) = pasted else { return }
    require(!code.reveal().isEmpty, "an empty code")
}

@Sendable func fuzzServerMetadata(_ bytes: [UInt8]) {
    guard let metadata = try? ServerMetadata(json: bytes, issuer: issuer) else { return }
    require(bytes.count <= ServerMetadata.maximumByteCount, "too long")
    let endpoints = [
        metadata.authorizationEndpoint, metadata.tokenEndpoint, metadata.revocationEndpoint, metadata.deviceEndpoint,
        metadata.keys,
    ]
    for endpoint in endpoints.compactMap(\.self) {
        require(!endpoint.authority.isEmpty && !endpoint.authority.contains("@"), "\(endpoint) isn't an address")
        require(endpoint.text.hasPrefix("http") && !endpoint.text.contains("#"), "\(endpoint) isn't an endpoint")
    }
}

@Sendable func fuzzTokenAnswer(_ bytes: [UInt8]) {
    for isSuccess in [true, false] {
        if let answer = try? TokenAnswer(json: bytes, isSuccess: isSuccess) {
            require(isSuccess && (answer.accessToken != nil || answer.idToken != nil), "no tokens")
        }
        if let device = try? DeviceAuthorization(json: bytes, isSuccess: isSuccess) {
            require(device.lifetime > 0 && device.interval > 0 && !device.userCode.isEmpty, "no code")
        }
    }
}
