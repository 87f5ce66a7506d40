import AWS
import AccessKeys
import FoundationEssentials
import Testing
import WebTestSupport

@testable import FakeAWS
@testable import keys

@Suite(.timeLimit(.minutes(1))) struct AccessKeysPageTests {
    private static let first = "AKIAIOSFODNN7EXAMPLE"
    private static let second = "AKIAI44QH8DHBEXAMPLE"

    @Test func `each button has a name of its own`() async throws {
        let bench = try KeysBench([Self.first, Self.second])
        bench.account.with { $0.inactiveKeys = [Self.second] }
        let page = await bench.page().text
        let names = page.matches(of: /<button [^>]*>(.*?)<\/button>/.dotMatchesNewlines()).map { match in
            String(match.1).replacing(/<[^>]*>/, with: "")
        }.filter { $0 != "Cancel" }
        #expect(names.count > 6)
        #expect(Set(names).count == names.count, "\(names)")
        for key in [Self.first, Self.second] { #expect(names.contains("Delete… \(key)")) }
    }

    @Test func `there is no way to a third key`() async throws {
        #expect(try await KeysBench([Self.first]).page().text.contains(#"action="/keys""#))
        let full = try await KeysBench([Self.first, Self.second]).page().text
        #expect(!full.contains(#"action="/keys""#))
        #expect(full.contains("You cannot have more than 2 access keys at once"))
    }

    @Test(arguments: [(0, "today"), (86_399, "today"), (86_400, "1 day old"), (172_800, "2 days old"), (-60, "today")])
    func `a key's age is told in days`(seconds: TimeInterval, words: String) async throws {
        let bench = try KeysBench([Self.first])
        let made = Date(timeIntervalSinceNow: -seconds)
        bench.account.with { $0.keyDates[Self.first] = made.formatted(.iso8601) }
        #expect(await bench.page().text.contains("<small>\(words)</small>"))
    }
}
