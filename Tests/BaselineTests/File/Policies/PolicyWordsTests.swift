import AWS
import Testing

@testable import Baseline

@Suite struct PolicyWordsTests {
    private func words() throws -> PolicyWords {
        var words = PolicyWords(
            account: AWSAccount(id: try #require(AccountID("123456789012")), partition: .aws),
            region: Region("eu-west-1"))
        _ = words.add("ROLE", ["a"], line: 1)
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
        #expect(found.texts == [filled] && found.missing.isEmpty)
    }

    @Test func `a word with several values has to be a whole text`() throws {
        var words = try words()
        let whole = words.fill("ROLES", mayNotKeep: [])
        let part = words.fill("x/ROLES", mayNotKeep: [])
        #expect(whole.texts == ["a", "b"] && part.missing == ["ROLES"])
    }

    @Test func `a word that nobody has filled in is told where it has to be`() throws {
        var words = try words()
        let missing = words.fill("arn:KEY_ARN:x:TABLE_NAME", mayNotKeep: ["KEY_ARN", "TABLE_NAME"]).missing
        let kept = words.fill("arn:KEY_ARN", mayNotKeep: []).missing
        #expect(missing == ["KEY_ARN", "TABLE_NAME"] && kept.isEmpty)
    }

    @Test func `those of the account can't be given, and those without use are told`() throws {
        var words = try words()
        for word in ["ACCOUNT_ID", "PARTITION", "REGION"] {
            let (isGiven, isKept) = (words.add(word, ["x"], line: 3), words.add(word, [word], line: 3))
            #expect(!isGiven && isKept)
        }
        var used = try self.words()
        #expect(used.unused.map(\.name) == ["ROLE", "ROLES"] && !used.haveUsedRegion)
        _ = used.fill("ROLE/REGION", mayNotKeep: [])
        #expect(used.unused.map(\.name) == ["ROLES"] && used.haveUsedRegion)
    }

    @Test(arguments: [
        ("AB", true), ("A_1", true), ("A", false), ("aB", false), ("1A", false), ("_A", false), ("A-B", false),
    ])
    func `a word has capitals`(_ text: String, _ isWord: Bool) {
        #expect(PolicyWords.isWord(text) == isWord)
    }
}
