import Machines

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
