import Formats
import FoundationEssentials
import Problems
import Testing
import Web

@testable import Pages

@Suite struct PortalTests {
    @Test func `a problem's page and JSON tell nobody what was behind it`() throws {
        let problem = Problem.unexpected("secret cause")
        #expect(!problem.json(id: "1").text.contains("secret cause"))
        let page = try Portal(.standard(), sections: []).page(for: problem, of: nil, form: nil, id: "1")
        let text = String(decoding: page.html(for: nil, navigation: []), as: UTF8.self)
        #expect(text.contains("Something went wrong here"))
        #expect(!text.contains("secret cause"))
    }
}
