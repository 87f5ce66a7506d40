package import AWS
import Cryptography

/// Everything that shapes the credentials which an application gets for its user.
package struct GrantRequest: Sendable, Hashable {
    /// Who the application is, as Latchkey knows it.
    package var application: String
    /// Names the state of the registration. Each change has a new one that never comes again, also when an application is
    /// deleted and registered anew: so no answer outlives the registration that it was made for.
    package var registrationVersion: String
    package var role: ARN
    package var externalID: String
    package var person: PersonName
    /// In the order in which optional ones are kept: the last is dropped first.
    package var tags: [SessionTag]
    /// A session policy as JSON, of at most 2,048 characters, or nil.
    package var policy: String?
    /// How long the session lasts; 900 to 3,600.
    package var durationSeconds: Int

    package init(
        application: String, registrationVersion: String, role: ARN, externalID: String, person: PersonName,
        tags: [SessionTag], policy: String? = nil, durationSeconds: Int
    ) {
        self.application = application
        self.registrationVersion = registrationVersion
        self.role = role
        self.externalID = externalID
        self.person = person
        self.tags = tags
        self.policy = policy
        self.durationSeconds = durationSeconds
    }

    /// A digest of all of it. Each text stands behind its length, so no two requests give the same bytes.
    var digest: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ text: String) {
            bytes += "\(text.utf8.count):".utf8
            bytes += text.utf8
        }
        for text in [application, registrationVersion, role.rawValue, externalID, person.sessionName.rawValue] {
            append(text)
        }
        append(String(durationSeconds))
        append(policy.map { "p\($0)" } ?? "")
        for tag in tags {
            append(tag.tag.key)
            append(tag.tag.value)
            append(tag.reach == .transitive ? "t" : "s")
            append(tag.need == .optional ? "o" : "r")
        }
        return SHA256.digest(bytes)
    }

    /// The call for these tags without some of the optional ones.
    ///
    /// - Parameter dropped: how many optional tags are left out, from the last on.
    /// - Returns: the parameters of AssumeRole, and the keys of the tags that are left out, the first of them first.
    func assumeRole(dropping dropped: Int) -> (input: AssumeRoleInput, dropped: [String]) {
        let optional = tags.indices.filter { tags[$0].need == .optional }
        let left = Set(optional.suffix(dropped))
        let kept = tags.indices.filter { !left.contains($0) }.map { tags[$0] }
        let input = AssumeRoleInput(
            roleARN: role, roleSessionName: person.sessionName, durationSeconds: durationSeconds,
            sourceIdentity: person.sourceIdentity, policy: policy, tags: kept.map(\.tag),
            transitiveTagKeys: kept.filter { $0.reach == .transitive }.map(\.tag.key), externalID: externalID)
        return (input, left.sorted().map { tags[$0].tag.key })
    }

    /// How many tags may be dropped.
    var optionalCount: Int { tags.count { $0.need == .optional } }
}
