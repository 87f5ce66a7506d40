import Secrets
import Settings

@testable import Machines

private let sealing = TokenSealing(
    SecretSettings(secret: Secret(String(repeating: "k", count: 32))), FormerSecretSettings())

/// No fuzzer makes a token that this key sealed, or it would have found a forgery.
@Sendable func fuzzMachineToken(_ bytes: [UInt8]) {
    guard let text = text(bytes) else { return }
    for kind in TokenKind.allCases {
        require(MachineToken(text, kind, keys: sealing) == nil, "a token that nobody made")
        require(MachineToken(kind.prefix + text, kind, keys: sealing) == nil, "a token that nobody made")
    }
    if let id = MachineID(text) { require(id.description == text && MachineID(id.bytes) == id, "another ID") }
    if let person = PersonKey(text: text) { require(person.description == text, "another person") }
}

@Sendable func fuzzLoopbackRedirect(_ bytes: [UInt8]) {
    guard let text = text(bytes), let client = MachineClient("latchkey=/callback"),
        let redirect = LoopbackRedirect(text, of: client)
    else { return }
    require(redirect.uri == text, "another address than was asked for")
    let isOurs = ["http://127.0.0.1:", "http://[::1]:"].contains { text.utf8.starts(with: $0.utf8) }
    require(
        isOurs && text.utf8.reversed().starts(with: "/callback".utf8.reversed()), "an address that isn't the program's")
    require(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "what could end a header field")
}
