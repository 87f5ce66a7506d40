import AWS
import TrustPolicies
import YAML

// The trust of people of an OpenID Connect provider, as the command trust-policy has it.

extension AccountFileReader {
    mutating func issuer(_ text: String, at line: Int) -> TrustedIssuer? {
        do throws(TrustedIssuer.Refusal) {
            return try TrustedIssuer(text)
        } catch {
            fault(line, "the provider “\(Self.shown(text))” \(error)")
            return nil
        }
    }

    mutating func webIdentityTrust(
        _ members: [String: YAMLNode], _ node: YAMLNode, _ names: TrustNames
    ) -> TrustEntry? {
        let before = faults.count
        let claim =
            optional(
                members["claim"], "claim", "sub, email, source-identity or tag:NAME", TrustedClaim.init) ?? .subject
        guard let address = members["provider"], let text = text(address, "provider"),
            let issuer = issuer(text, at: address.line)
        else { return nil }
        let provider = names.file.openIDConnectProviders.first { $0.url == text }
        if provider == nil, !issuer.isBuiltIn {
            let near = NearName.of(text, among: names.file.openIDConnectProviders.map(\.url))
            let advice = near.map { "did you mean “\($0)”?" } ?? "add it to “open-id-connect-providers”"
            fault(address.line, "there is no provider “\(Self.shown(text))” in the file: \(advice)")
        }
        let clients = named(members["clients"], "clients")
        if clients.isEmpty {
            fault(node.line, "“clients” is missing: without it, tokens that are for other programs would count")
        }
        for client in clients where !WebIdentityTrust.isClient(client.name) {
            fault(
                client.line, "“\(Self.shown(client.name))” should be the whole ID of a client, of 1 to 255 characters")
        }
        if let provider {
            for client in clients where !provider.clientIDs.contains(client.name) {
                fault(
                    client.line, "the provider has no client “\(Self.shown(client.name))”: add it to its “client-ids”")
            }
        }
        let people = named(members["people"], "people")
        if people.isEmpty {
            fault(node.line, "“people” is missing: without it, everybody who can sign in at the provider could enter")
        }
        let trusted = people.compactMap { trustedPerson($0, claim, issuer) }
        let trust = WebIdentityTrust(
            issuer: issuer, clients: clients.map(\.name), claim: claim, people: trusted,
            requiresSourceIdentity: bool(
                members["require-source-identity"], "require-source-identity", usual: false),
            allowsSessionTags: bool(members["session-tags"], "session-tags", usual: false))
        return faults.count == before ? .webIdentity(trust) : nil
    }

    private mutating func trustedPerson(
        _ entry: Entry<String>, _ claim: TrustedClaim, _ issuer: TrustedIssuer
    ) -> TrustedPerson? {
        do throws(TrustedPerson.Refusal) {
            return try TrustedPerson(entry.name, by: claim, at: issuer)
        } catch {
            fault(entry.line, "“\(Self.shown(entry.name))” \(error)")
            return nil
        }
    }
}
