import AWS
import Testing

@testable import Baseline

@Suite struct PolicyWordsTests {
    private func words() throws -> PolicyWords {
        var words = PolicyWords(account: AWSAccount(id: try #require(AccountID("123456789012")), partition: .aws))
        _ = words.add("REGION", ["eu-west-1"], line: 1)
        _ = words.add("ROLES", ["a", "b"], line: 2)
        return words
    }

    @Test(arguments: [
        ("arn:PARTITION:iam::ACCOUNT_ID:root", "arn:aws:iam::123456789012:root"), ("REGION", "eu-west-1"),
        ("REGION-REGION", "eu-west-1-eu-west-1"), ("REGIONS", "REGIONS"), ("MY_REGION", "MY_REGION"),
        ("aREGION", "aREGION"), ("REGIONa", "REGIONa"), ("iam:CreateSAMLProvider", "iam:CreateSAMLProvider"),
        ("\u{e9}REGION", "\u{e9}eu-west-1"), ("", ""), ("*", "*"), ("${aws:username}", "${aws:username}"),
    ])
    func `a word is filled in where it stands alone`(_ text: String, _ filled: String) throws {
        var words = try words()
        let found = words.fill(text, mayNotKeep: [])
        #expect(found.texts == [filled] && found.missing == nil)
    }

    @Test func `a word with several values has to be a whole text`() throws {
        var words = try words()
        let whole = words.fill("ROLES", mayNotKeep: [])
        let part = words.fill("x/ROLES", mayNotKeep: [])
        #expect(whole.texts == ["a", "b"] && part.missing == "ROLES")
    }

    @Test func `a word that nobody has filled in is told where it has to be`() throws {
        var words = try words()
        let missing = words.fill("arn:KEY_ARN", mayNotKeep: ["KEY_ARN"]).missing
        let kept = words.fill("arn:KEY_ARN", mayNotKeep: []).missing
        #expect(missing == "KEY_ARN" && kept == nil)
    }

    @Test func `those of the account can't be given, and those without use are told`() throws {
        var words = try words()
        let isTaken = words.add("ACCOUNT_ID", ["1"], line: 3)
        #expect(!isTaken)
        #expect(words.unused.map(\.name) == ["REGION", "ROLES"])
        _ = words.fill("REGION", mayNotKeep: [])
        #expect(words.unused.map(\.name) == ["ROLES"])
    }

    @Test(arguments: [
        ("AB", true), ("A_1", true), ("A", false), ("aB", false), ("1A", false), ("_A", false), ("A-B", false),
    ])
    func `a word has capitals`(_ text: String, _ isWord: Bool) {
        #expect(PolicyWords.isWord(text) == isWord)
    }
}
