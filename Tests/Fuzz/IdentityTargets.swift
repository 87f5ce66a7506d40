import AWS
import AccessRules
import Formats
import FoundationEssentials
import IdentityProofs
import Secrets
import YAML

@Sendable func fuzzSignedIdentity(_ bytes: [UInt8]) {
    // The object itself, as the fuzzer would hardly find base64url that decodes to one.
    guard let proof = try? SignedIdentity(encoded: Base64URL.encode(bytes)) else { return }
    let written = proof.authorization.reveal().dropFirst(SignedIdentity.scheme.utf8.count + 1)
    require((try? SignedIdentity(encoded: written)) == proof, "another proof when written")
    require(proof.region.rawValue.utf8.allSatisfy { $0.isWordByte || $0 == 0x2d }, "a Region that isn't one")
    for text in [proof.accessKeyID.rawValue, proof.date.timestamp, proof.nonce.description, proof.signature] {
        require(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "a character that could end a header field")
    }
}

@Sendable func fuzzEncryptionContext(_ bytes: [UInt8]) {
    // The object itself, as the fuzzer would hardly find base64 that decodes to one.
    guard let context = try? EncryptionContext(field: Base64.encode(bytes)) else { return }
    let again = try? EncryptionContext(field: context.field)
    // Escapes may make the field longer than one that is read.
    require(
        again == context || context.field.utf8.count > EncryptionContext.maximumLength, "another context when written")
    require(!context.members.contains { $0.key.isEmpty || $0.value.isEmpty }, "an empty text")
}

@Sendable func fuzzHandedCredentials(_ bytes: [UInt8]) {
    guard let text = text(bytes) else { return }
    let now = Date(timeIntervalSince1970: 1_700_000_000)
    guard let handed = try? HandedCredentials(Secret(text), at: now) else { return }
    let again = try? HandedCredentials(handed.plaintext, at: now)
    require(again?.credentials.accessKeyID == handed.credentials.accessKeyID, "other credentials when written")
    let texts = [handed.credentials.accessKeyID, handed.credentials.sessionToken?.reveal() ?? ""]
    require(texts.allSatisfy { $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f } }, "what could end a header field")
}

@Sendable func fuzzAccessRules(_ bytes: [UInt8]) {
    do throws(YAMLError) {
        require(!(try AccessRules.read(bytes)).rules.isEmpty, "no rules")
    } catch {
        // A carriage return ends a line too, and the end of the text is on the line behind the last.
        require((1...(bytes.count + 2)).contains(error.line), "line \(error.line) of \(bytes.count) bytes")
    }
}

@Sendable func fuzzRequestedPath(_ bytes: [UInt8]) {
    guard let written = text(bytes), let path = PercentEncoding.decode(written) else { return }
    guard RequestedPath(normalized: path, written: written).isPlain else { return }
    let decoded = Array(path.utf8)
    require(decoded.starts(with: "/".utf8) && !decoded.contains(UInt8(ascii: "%")), "a path that isn't plain")
    let parts = decoded.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    require(!parts.dropLast().contains([]), "a double slash")
    require(!parts.contains { $0.elementsEqual("..".utf8) || $0.elementsEqual(".".utf8) }, "a dot segment")
}
