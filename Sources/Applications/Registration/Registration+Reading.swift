import Cryptography
package import Formats
import Grants
package import Tokens

/// Reading what somebody sent.
extension Registration {
    /// The largest body that is read, in bytes.
    package static let maximumByteCount = 32_768
    /// How many brackets may be open at once: a session policy has some.
    private static let maximumDepth = 16
    /// STS takes no more tags.
    private static let tagCounts = 1...50

    /// The members of a registration.
    static let members: Set<String> = [
        "role_arn", "issuer", "audience", "jwks_url", "tags", "person_claim", "bound_claims", "algorithms",
        "duration", "policy",
    ]

    /// The members that a body may have, of either form.
    package static let bodyMembers = members.union(SessionBrokerBody.members)

    /// Reads a body of either form.
    ///
    /// - Parameters:
    ///   - bytes: a JSON object: a registration, or what clients of iam-session-broker send.
    ///   - application: who sent it. A role that is named without its account is of this application's.
    ///   - usual: what the latter means where it says neither issuer nor audience.
    /// - Returns: the registration.
    /// - Throws: ``RegistrationFault``, which names the member that is wrong.
    package static func read(
        _ bytes: [UInt8], from application: ApplicationIdentity, usually usual: UsualIssuer = UsualIssuer()
    ) throws(RegistrationFault) -> Registration {
        let json = try object(bytes)
        guard SessionBrokerBody.isLike(json) else { return try Registration(json: json) }
        return try SessionBrokerBody.registration(json, from: application, usually: usual)
    }

    /// Whether a body is of the form that clients of iam-session-broker send.
    package static func isSessionBrokerBody(_ bytes: [UInt8]) -> Bool {
        (try? object(bytes)).map(SessionBrokerBody.isLike) ?? false
    }

    private static func object(_ bytes: [UInt8]) throws(RegistrationFault) -> JSONValue {
        guard bytes.count <= maximumByteCount else {
            throw RegistrationFault(member: "body", words: "The body is longer than \(maximumByteCount) bytes.")
        }
        do {
            return try JSONReader.read(bytes, maximumDepth: maximumDepth)
        } catch {
            throw RegistrationFault(member: "body", words: "The body isn't JSON.")
        }
    }

    /// Reads ``json``, or what an application sent in its form.
    package init(json: JSONValue) throws(RegistrationFault) {
        let reader = try RegistrationReader(json, at: "", members: Self.members)
        role = try reader.text(
            "role_arn", "the ARN of a role, such as arn:aws:iam::123456789012:role/access/tenants", RoleARN.init)
        issuer = try reader.text("issuer", Self.issuerForm, Self.issuer).issuer
        audience = try reader.text("audience", "1 to 1024 printable ASCII characters", Self.audience)
        keySource = try Self.keySource(reader)
        tags = try Self.tags(reader)
        personClaim = try Self.personClaim(reader)
        boundClaims = try Self.boundClaims(reader)
        algorithms = try Self.algorithms(reader)
        duration = try reader.optionalInteger("duration", Self.durations) ?? Self.usualDuration
        policy = try Self.policy(reader)
    }

    private static func personClaim(_ reader: RegistrationReader) throws(RegistrationFault) -> ClaimPointer {
        let form = "the name of a claim, or a JSON pointer to one"
        if let claim = try reader.optionalText("person_claim", form, ClaimPointer.init(_:)) { return claim }
        guard let claim = ClaimPointer(usualPersonClaim) else {
            throw reader.fault("person_claim", "should be \(form)")
        }
        return claim
    }

    private static func boundClaims(_ reader: RegistrationReader) throws(RegistrationFault) -> [BoundClaim] {
        let form = "should be an object of 1 to 10 claims, each with a text, a whole number, true or false"
        guard let value = reader.present("bound_claims") else { return [] }
        guard case .object(let members) = value, BoundClaim.counts.contains(members.count) else {
            throw reader.fault("bound_claims", form)
        }
        let claims = members.compactMap { member in
            ClaimPointer(member.name).flatMap { BoundClaim($0, member.value) }
        }
        guard claims.count == members.count, Set(claims.map(\.claim)).count == claims.count else {
            throw reader.fault("bound_claims", form)
        }
        return claims
    }

    /// Where the keys are: at the address that is named, or where the issuer says.
    private static func keySource(_ reader: RegistrationReader) throws(RegistrationFault) -> KeySource {
        if let address = try reader.optionalText("jwks_url", urlForm, url) { return .address(address) }
        return .discovery(try reader.text("issuer", issuerForm, issuer))
    }

    private static func tags(_ reader: RegistrationReader) throws(RegistrationFault) -> TagMappings {
        guard let elements = try reader.optionalList("tags", tagCounts) else {
            throw reader.fault("tags", "is missing: it should be a list of 1 to 50 objects")
        }
        var tags: [TagMapping] = []
        // AWS takes two keys that differ in case for one.
        var keys: Set<String> = []
        for (index, element) in elements.enumerated() {
            let mapping = try TagMapping(element, at: "\(reader.at("tags")).[\(index)]")
            guard keys.insert(mapping.key.lowercased()).inserted else {
                throw reader.fault("tags.[\(index)].tag", "is there twice")
            }
            tags.append(mapping)
        }
        let hasClaim = tags.contains { if case .claim = $0.source { true } else { false } }
        guard hasClaim else { throw reader.fault("tags", "should have at least one tag whose value is a claim") }
        do throws(GrantError) {
            return try TagMappings(tags)
        } catch {
            throw reader.fault("tags", "has a tag that AWS doesn't take")
        }
    }

    private static func algorithms(_ reader: RegistrationReader) throws(RegistrationFault) -> [SignatureAlgorithm] {
        let form = "should be a list of some of \(SignatureAlgorithm.allCases.map(\.rawValue).joined(separator: ", "))"
        guard let elements = try reader.optionalList("algorithms", 1...SignatureAlgorithm.allCases.count) else {
            return SignatureAlgorithm.allCases
        }
        let algorithms = elements.compactMap { $0.string.flatMap(SignatureAlgorithm.init(rawValue:)) }
        guard algorithms.count == elements.count, Set(algorithms).count == algorithms.count else {
            throw reader.fault("algorithms", form)
        }
        return algorithms
    }

    private static func policy(_ reader: RegistrationReader) throws(RegistrationFault) -> SessionPolicy? {
        guard let value = reader.present("policy") else { return nil }
        guard let policy = SessionPolicy(value) else {
            throw reader.fault(
                "policy",
                "should be a policy: an object with “Statement”, of at most \(SessionPolicy.maximumLength) characters")
        }
        return policy
    }

    static let urlForm = "an https URL without user information, query, fragment and slash at its end"
    static let issuerForm = "an https URL without user information, query and fragment"

    /// On the loopback interface, http is taken as well: for a server on this machine that stands in for an issuer.
    static func url(_ text: String) -> KeySetAddress? {
        text.utf8.count <= 2_048 && text.utf8.last != UInt8(ascii: "/") ? KeySetAddress(text) : nil
    }

    /// What `issuer` may be. Some have a slash at their end, and tokens that name them with it.
    package static func issuer(_ text: String) -> DiscoveryAddress? {
        text.utf8.count <= 2_048 ? DiscoveryAddress(issuer: text) : nil
    }

    /// What `audience` may be: 1 to 1024 printable ASCII characters.
    package static func audience(_ text: String) -> String? {
        (1...1_024).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7e).contains($0) } ? text : nil
    }
}
