import Secrets
import Settings
import Testing

@Suite struct FormerSecretSettingsTests {
    private let one = String(repeating: "a", count: 32)
    private let two = String(repeating: "b", count: 64)

    private func read(_ values: [String: String]) -> (settings: FormerSecretSettings?, problems: [String]) {
        var reader = SettingsReader(values: values) { _ in one + "\n" + two + "\n" }
        let settings = FormerSecretSettings(from: &reader)
        return (settings, reader.problems)
    }

    @Test func `several secrets have white space between them`() {
        for text in [one + " " + two, one + "\n" + two + "\n", "\t" + one + "  " + two] {
            #expect(read(["LATCHKEY_FORMER_SECRETS": text]).settings?.secrets == [Secret(one), Secret(two)])
        }
        #expect(read(["LATCHKEY_FORMER_SECRETS_FILE": "/f"]).settings?.secrets == [Secret(one), Secret(two)])
    }

    @Test func `without the setting there are none`() {
        #expect(read([:]).settings?.secrets == [])
        #expect(read(["LATCHKEY_FORMER_SECRETS": ""]).problems.isEmpty)
    }

    @Test func `a secret that is too short, and too many of them, are refused without being shown`() {
        let many = Array(repeating: one, count: 9).joined(separator: " ")
        for text in ["short", one + " short", " ", many] {
            let problems = read(["LATCHKEY_FORMER_SECRETS": text]).problems
            #expect(problems.count == 1 && !problems.joined().contains("short ") && !problems.joined().contains(one))
        }
    }
}
