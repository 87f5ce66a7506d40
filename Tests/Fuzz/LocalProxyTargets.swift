import Formats
import HTTP1
import NIOCore

@testable import LocalProxy

/// What was read, written anew, must be read as the same: what the proxy sends on can't mean something else.
func fuzzHeadParser(_ bytes: [UInt8]) {
    let parser = HeadParser()
    if let request = try? parser.request(bytes[...]) {
        let written = Array(HeadWriter.bytes(request).readableBytesView.dropLast(2))
        require((try? parser.request(written[...])) == request, "\(request) is read otherwise when written anew")
        _ = try? BodyFraming(of: request)
        if let target = try? ProxyTarget(request) {
            require(target.path.first == "/", "\(target) has no path")
            require(Origin("\(target.origin)") == target.origin, "\(target) has another origin when read again")
        }
        if let origin = Origin("http://a.example") { _ = RequestSource(request, to: origin) }
    }
    if let response = try? parser.response(bytes[...]) {
        let written = Array(HeadWriter.bytes(response).readableBytesView.dropLast(2))
        require((try? parser.response(written[...])) == response, "\(response) is read otherwise when written anew")
        _ = SessionCookie.session(in: response.fields, named: ["__Host-latchkey-iam"])
    }
}

/// A body must be the same however it is cut into pieces. The first byte says how large they are.
func fuzzChunkedDecoder(_ bytes: [UInt8]) {
    func decode(_ bytes: ArraySlice<UInt8>, size: Int) -> (body: [UInt8], trailers: HeaderFields?, isRefused: Bool) {
        var (decoder, buffer, body) = (ChunkedDecoder(), ByteBuffer(), [UInt8]())
        var pending = bytes
        do throws(HTTPViolation) {
            while true {
                switch try decoder.next(from: &buffer) {
                case .bytes(let piece): body += piece.readableBytesView
                case .end(let trailers): return (body, trailers, false)
                case nil:
                    guard !pending.isEmpty else { return (body, nil, false) }
                    buffer.writeBytes(pending.prefix(size))
                    pending = pending.dropFirst(size)
                }
            }
        } catch {
            return (body, nil, true)
        }
    }
    guard let first = bytes.first else { return }
    let whole = decode(bytes.dropFirst(), size: bytes.count)
    let pieces = decode(bytes.dropFirst(), size: Int(first % 16) + 1)
    require(whole.trailers == pieces.trailers, "trailers depend on how the body is cut")
    if whole.trailers != nil { require(whole.body == pieces.body, "the body depends on how it is cut") }
}

func fuzzIdentityChallenge(_ bytes: [UInt8]) {
    _ = IdentityChallenge(json: bytes)
    var fields = HeaderFields()
    fields.append("WWW-Authenticate", "IAM " + String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })))
    guard let challenge = IdentityChallenge(ResponseHead(status: 401, reason: "", fields: fields)) else { return }
    require(challenge.account.utf8.count == 12, "\(challenge) has no account")
}

func fuzzHostPort(_ bytes: [UInt8]) {
    guard let text = text(bytes), let server = HostPort(text, defaultPort: 80) else { return }
    require(HostPort(server.description) == server, "\(server) is another one when read again")
    require(
        HostPort(server.text(defaultPort: 80), defaultPort: 80) == server, "\(server) is another one without its port")
    _ = server.isLoopback
    _ = server.address?.reach
}
