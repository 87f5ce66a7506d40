import Testing

@testable import Baseline

@Suite struct KnownActionsTests {
    @Test(arguments: [
        ("iam", "GetUser"), ("iam", "getuser"), ("iam", "*"), ("iam", "Get*"), ("iam", "?etUser"), ("iam", "PassRole"),
        ("sts", "AssumeRole*"), ("sts", "TagSession"), ("s3", "Anything"), ("s*", "Anything"),
    ])
    func `what is there is known`(_ service: String, _ name: String) {
        #expect(KnownActions.find(service, name) == .known)
    }

    @Test(
        arguments: [
            ("iam", "GetUsers", "iam:GetUser"), ("iam", "GetUzer", "iam:GetUser"),
            ("sts", "AsumeRole", "sts:AssumeRole"),
            ("iam", "XXXX", nil), ("iam", "Get?", nil),
        ] as [(String, String, String?)])
    func `what isn't there is told, with what may be meant`(_ service: String, _ name: String, _ meant: String?) {
        #expect(KnownActions.find(service, name) == .noSuchAction(meant: meant))
    }

    @Test func `another service isn't known`() {
        #expect(KnownActions.find("dynmodb", "GetItem") == .otherService(meant: "dynamodb"))
    }

    @Test func `a pattern of many stars takes no longer`() {
        let pattern = String(repeating: "*a", count: 2_000)
        guard case .noSuchAction = KnownActions.find("iam", pattern) else {
            Issue.record("it was found")
            return
        }
    }
}
