import Cryptography
import Formats

/// A public key in a key set (RFC 7517) that can verify tokens.
struct JSONWebKey: Sendable {
    let id: String
    let key: VerificationKey

    /// Nil for every key that can't be used: without an ID, for encryption or another algorithm, of another type, too short,
    /// unsound, or with a private part, which whoever read the set has seen too.
    ///
    /// AWS's RSA keys don't name their algorithm, so a key's type decides it, and a name must agree. An RSA key is for RS256
    /// unless it says that it is for PS256; none is for both.
    init?(_ json: JSONValue) {
        guard case .object(let members) = json, let id = json["kid"]?.string, KeySet.isKeyID(id) else { return nil }
        let names = Set(members.map(\.name))
        guard names.isDisjoint(with: ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]), Self.isForVerification(json) else {
            return nil
        }
        guard let key = Self.rsa(json) ?? Self.ec(json) else { return nil }
        if let algorithm = json["alg"], algorithm != .string(key.algorithm.rawValue) { return nil }
        self.id = id
        self.key = key
    }

    /// Whether `use` and `key_ops`, as far as they are there, allow to verify signatures (RFC 7517, sections 4.2 and 4.3).
    private static func isForVerification(_ json: JSONValue) -> Bool {
        if let use = json["use"], use != "sig" { return false }
        guard let operations = json["key_ops"] else { return true }
        guard case .array(let elements) = operations else { return false }
        return elements.contains("verify")
    }

    private static func rsa(_ json: JSONValue) -> VerificationKey? {
        guard json["kty"] == "RSA", let modulus = number("n", of: json), let exponent = number("e", of: json) else {
            return nil
        }
        return VerificationKey(
            rsaModulus: modulus, exponent: exponent, algorithm: json["alg"] == "PS256" ? .ps256 : .rs256)
    }

    private static func ec(_ json: JSONValue) -> VerificationKey? {
        guard json["kty"] == "EC", let curve = json["crv"]?.string.flatMap(EllipticCurve.init(rawValue:)),
            let x = number("x", of: json), let y = number("y", of: json)
        else { return nil }
        return VerificationKey(curve, x: x, y: y)
    }

    private static func number(_ name: String, of json: JSONValue) -> [UInt8]? {
        json[name]?.string.flatMap { Base64URL.decode($0) }
    }
}
