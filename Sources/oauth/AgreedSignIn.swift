import Formats
import Machines

/// What an authorization code stands for: what the person agreed to, and who may redeem it.
struct AgreedSignIn: Sendable, Equatable {
    let signIn: MachineSignIn
    /// The `redirect_uri` that the code was sent to.
    let redirect: String
    let challenge: CodeChallenge

    init(_ signIn: MachineSignIn, redirect: String, challenge: CodeChallenge) {
        self.signIn = signIn
        self.redirect = redirect
        self.challenge = challenge
    }

    /// JSON, which the code's record has sealed.
    var bytes: [UInt8] {
        JSONValue(present: [
            "id": .string(signIn.id.description), "person": .string(signIn.person.description),
            "name": .string(signIn.name), "client": .string(signIn.client), "label": signIn.label.map { .string($0) },
            "tags": .string(signIn.tags), "last_end": .integer(signIn.lastEnd), "redirect": .string(redirect),
            "challenge": .string(challenge.text),
        ]).bytes
    }

    /// Nil unless the bytes are those of a sign-in.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSONReader.read(bytes), let id = json["id"]?.string.flatMap({ MachineID($0) }),
            let person = json["person"]?.string.flatMap({ PersonKey(text: $0) }), let name = json["name"]?.string,
            let client = json["client"]?.string, let tags = json["tags"]?.string,
            case .integer(let lastEnd)? = json["last_end"], let redirect = json["redirect"]?.string,
            let challenge = json["challenge"]?.string.flatMap(CodeChallenge.init)
        else { return nil }
        signIn = MachineSignIn(
            id: id, person: person, name: name, client: client, label: json["label"]?.string, tags: tags,
            lastEnd: lastEnd)
        self.redirect = redirect
        self.challenge = challenge
    }
}
