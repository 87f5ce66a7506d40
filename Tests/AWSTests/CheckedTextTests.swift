import AWS
import Testing

struct CheckedTextTests {
    private static func long(_ count: Int) -> String { String(repeating: "x", count: count) }

    @Test func `names of users, roles, groups and policies have AWS's characters and lengths`() {
        for text in ["a", "alice", "Alice.B+c=d,e@f-g_9", Self.long(64)] {
            #expect(UserName(text)?.rawValue == text)
            #expect(RoleName(text) != nil)
        }
        for text in ["", "a b", "a/b", "a:b", "é", "a\n", "a\0", "a*", "a?", "\\", Self.long(65), "ａ"] {
            #expect(UserName(text) == nil, "\(text)")
            #expect(RoleName(text) == nil, "\(text)")
            if text.utf8.count != 65 {
                #expect(GroupName(text) == nil, "\(text)")
                #expect(PolicyName(text) == nil, "\(text)")
            }
        }
        #expect(GroupName(Self.long(128)) != nil && GroupName(Self.long(129)) == nil)
        #expect(PolicyName(Self.long(128)) != nil && PolicyName(Self.long(129)) == nil)
    }

    @Test func `session names and source identities have at least two characters`() {
        #expect(RoleSessionName("a") == nil && RoleSessionName("ab") != nil)
        #expect(RoleSessionName(Self.long(64)) != nil && RoleSessionName(Self.long(65)) == nil)
        #expect(SourceIdentity("a") == nil && SourceIdentity("al@example.com") != nil)
    }

    @Test func `the same name in another case is the same name to IAM`() throws {
        #expect(try UserName.known("Alice").isSame(as: .known("aLICE")))
        #expect(try !UserName.known("Alice").isSame(as: .known("Alicf")))
        #expect(try !UserName.known("Alice").isSame(as: .known("Alic")))
        // `[` and `{` differ by the bit that tells cases apart.
        #expect(try !UserName.known("a@").isSame(as: .known("a=")))
    }
}
