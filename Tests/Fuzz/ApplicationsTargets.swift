import Formats

@testable import Applications

private let application = ApplicationIdentity("aws:123456789012:role:app")

@Sendable func fuzzRegistration(_ bytes: [UInt8]) {
    guard let application, let registration = try? Registration.read(bytes, from: application) else { return }
    require(bytes.count <= Registration.maximumByteCount, "too long")
    require((try? Registration(json: registration.json)) == registration, "another registration when written")
    guard case .array(let tags)? = registration.json["tags"] else { return require(false, "no tags") }
    require((1...50).contains(tags.count), "no tags, or too many")
    require(registration.role.description.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "a role that isn't one")
    require((900...3_600).contains(registration.duration), "a duration that isn't one")
    require(registration.policy.map { $0.text.unicodeScalars.count <= 2_048 } ?? true, "a policy that is too long")
}

@Sendable func fuzzPersonRevocations(_ bytes: [UInt8]) {
    guard let content = text(bytes), let revocations = PersonRevocations(content) else { return }
    let again = revocations.text.map { PersonRevocations($0) } ?? PersonRevocations()
    require(again == revocations || revocations.isEmpty, "other revocations when written")
}
