import AWS
import Cryptography
import Formats
import FoundationEssentials
import Secrets

@testable import Tokens

private let keys = SealingKeys(secret: Secret("0123456789abcdef0123456789abcdef"), purpose: "fuzz")

@Sendable func fuzzSealedValue(_ bytes: [UInt8]) {
    if let sealed = keys.seal(bytes, context: "c") {
        let opened = try? keys.open(sealed.text, context: "c")
        require(opened == bytes, "another content when opened")
    } else {
        require(bytes.count > SealedValue.maximumContentByteCount, "a short content isn't sealed")
    }
    guard let text = text(bytes), let value = try? SealedValue(parsing: text) else { return }
    require(value.text == text, "a second spelling")
    // The fuzzer has no key: whatever it makes up is forged.
    let opened = try? keys.open(value, context: "c")
    require(opened == nil, "a forged value is opened")
}

@Sendable func fuzzUnverifiedToken(_ bytes: [UInt8]) {
    guard var text = text(bytes) else { return }
    // Two lines are header and claims before they are encoded, which the fuzzer can change with effect.
    let lines = text.split(separator: "\n", maxSplits: 1).map { Base64URL.encode(Array($0.utf8)) }
    if lines.count == 2 { text = lines[0] + "." + lines[1] + ".AAAA" }
    guard let token = try? UnverifiedToken(text) else { return }
    require(text.utf8.count <= UnverifiedToken.maximumLength, "too long")
    require(!token.claims.hasDuplicateMembers, "duplicate members")
    let again = String(decoding: token.signedBytes, as: UTF8.self) + "." + Base64URL.encode(token.signature)
    require(again == text, "a second spelling")
    guard let claims = try? TokenClaims(token.claims) else { return }
    require(!claims.issuer.isEmpty && !claims.audiences.contains(""), "empty claims")
    require(claims.expiration.timeIntervalSince1970 > 0, "an expiry that isn't one")
    guard let identity = try? WebIdentityToken(claims) else { return }
    require(identity.subject.accountID == identity.accountID, "another account")
    require(identity.subject.rawValue == claims.subject, "another subject")
}

@Sendable func fuzzDiscoveryDocument(_ bytes: [UInt8]) {
    let issuer = "https://auth.example.com"
    guard let document = try? DiscoveryDocument(json: bytes, issuer: issuer) else { return }
    require(bytes.count <= DiscoveryDocument.maximumByteCount, "too long")
    let host = document.keys.url.host
    require(!host.isEmpty && !host.contains("@"), "an address that isn't one")
}

/// The first line is the pointer, and the rest the claims.
@Sendable func fuzzClaimPointer(_ bytes: [UInt8]) {
    guard let text = text(bytes) else { return }
    let lines = text.split(separator: "\n", maxSplits: 1)
    guard let first = lines.first, let pointer = ClaimPointer(String(first)) else { return }
    require(pointer.text.utf8.count <= ClaimPointer.maximumByteCount, "too long")
    guard lines.count == 2, let claims = try? JSONReader.read(Array(lines[1].utf8), maximumDepth: 16) else { return }
    _ = pointer.value(in: claims)
}

@Sendable func fuzzKeySet(_ bytes: [UInt8]) {
    guard let keys = try? KeySet(json: bytes) else { return }
    require(bytes.count <= KeySet.maximumByteCount && !keys.keyIDs.isEmpty, "a set that isn't one")
    for id in keys.keyIDs {
        guard let key = keys.key(withID: id) else { fatalError("a key that isn't there") }
        require(KeySet.isKeyID(id), "an ID that isn't one")
        for count in [64, 96, 256] {
            let isValid = key.isValid([UInt8](repeating: 1, count: count), of: bytes)
            require(!isValid, "a made-up signature")
        }
    }
}
