import Testing

@testable import Baseline

@Suite struct NearNameTests {
    @Test(arguments: [
        ("gruops", "groups"), ("group", "groups"), ("Groups", "groups"), ("grouops", "groups"), ("roels", "roles"),
        ("people", "people"), ("tabels", "tables"),
    ])
    func `a name with few other letters is near`(_ text: String, _ near: String) {
        #expect(NearName.of(text, among: ["groups", "roles", "people", "tables"]) == near)
    }

    @Test(arguments: ["", "x", "passwords", "gr", String(repeating: "a", count: 10_000)])
    func `another one isn't`(_ text: String) {
        #expect(NearName.of(text, among: ["groups", "roles", "people", "tables"]) == nil)
    }
}
