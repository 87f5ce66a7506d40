import Testing

@testable import Baseline

@Suite struct KnownActionsTests {
    private func find(_ service: String, _ name: String) -> KnownActions.Finding {
        var known = KnownActions()
        return known.find(service, name)
    }

    @Test(arguments: [
        ("iam", "GetUser"), ("iam", "getuser"), ("iam", "*"), ("iam", "Get*"), ("iam", "?etUser"),
        ("iam", "PassRole"),
        ("sts", "AssumeRole*"), ("sts", "TagSession"), ("s3", "GetObject"), ("s3", "Put*Acl"),
        ("rds-db", "connect"),
        ("ec2", "DescribeInstances"), ("s*", "GetObject"), ("*", "Get*"), ("neptune-db", "*"),
    ])
    func `what is there is known`(_ service: String, _ name: String) {
        #expect(find(service, name) == .known)
    }

    @Test(
        arguments: [
            ("iam", "GetUsers", "iam:GetUser"), ("iam", "GetUzer", "iam:GetUser"),
            ("sts", "AsumeRole", "sts:AssumeRole"), ("s3", "GetObjects", "s3:GetObject"),
            ("iam", "XXXX", nil), ("iam", "Get?", nil), ("s3", "FooBar*", nil), ("s*", "FooBar", nil),
        ] as [(String, String, String?)])
    func `what isn't there is told, with what may be meant`(
        _ service: String, _ name: String, _ meant: String?
    ) {
        #expect(find(service, name) == .noSuchAction(meant: meant))
    }

    @Test func `so is another service`() {
        #expect(find("dynmodb", "GetItem") == .noSuchService(meant: "dynamodb"))
        #expect(find("qqqqqqqqq", "GetItem") == .noSuchService(meant: nil))
        #expect(find("qqqq*", "GetItem") == .noSuchService(meant: nil))
    }

    @Test func `a pattern of many stars takes no longer`() {
        let pattern = String(repeating: "*a", count: 2_000)
        guard case .noSuchAction = find("iam", pattern) else {
            Issue.record("it was found")
            return
        }
    }
}
