import Testing

@testable import latchkey

struct MachineNameTests {
    @Test(arguments: [
        ("laptop\n", "laptop"), ("", "unnamed"), ("\u{1b}[2Ja b", "[2Jab"), ("büro", "bro"),
        (String(repeating: "x", count: 100), String(repeating: "x", count: 64)),
    ])
    func `a machine's name is up to 64 visible ASCII characters`(_ text: String, _ name: String) {
        #expect(MachineName.name(text) == name)
    }

    @Test func `this machine has one`() { #expect((1...64).contains(MachineName.current.utf8.count)) }
}
