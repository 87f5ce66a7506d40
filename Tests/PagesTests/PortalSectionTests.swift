import Testing
import Web

@testable import Pages

struct PortalSectionTests {
    private let section = PortalSection(
        path: "/", wayBack: "Back", segments: ["", "console"], keptMembers: ["relay", "recreate"])

    @Test(arguments: [
        ("", nil, nil, "/"), ("relay=a%26b&x=1", nil, nil, "/?relay=a%26b"), ("", "relay=a&csrf=t", nil, "/?relay=a"),
        ("relay=a", "relay=b&recreate=1", nil, "/?relay=b&recreate=1"),
        ("recreate=1", "relay=b", nil, "/?relay=b&recreate=1"),
        ("relay=a&recreate=1", nil, "relay", "/?recreate=1"), ("relay=", nil, nil, "/"),
    ])
    func `the way back takes along what was asked for, without what was wrong`(
        query: String, form: String?, wrong: String?, place: String
    ) throws {
        let form = try form.map { try Form($0.utf8, in: "form") }
        #expect(section.wayBack(from: try Form(query.utf8, in: "query"), form, without: wrong) == place)
    }

    @Test func `a section that keeps nothing is gone back to as it is`() throws {
        let keys = PortalSection(path: "/keys", wayBack: "Back", segments: ["keys"])
        #expect(keys.wayBack(from: try Form("relay=a".utf8, in: "query"), nil) == "/keys")
    }
}
