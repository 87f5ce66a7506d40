import AWS
import Testing

@testable import Baseline

@Suite struct AccountFileReaderPoliciesTests {
    private let read = ReadFile()
    private static let rest = "Action: 's3:*', Resource: '*'"

    private func file(_ document: String) -> String { "policies:\n  own:\n    document: \(document)" }

    private func statement(_ statement: String) -> String { file("{Version: 2012-10-17, Statement: {\(statement)}}") }

    @Test(arguments: [
        ("x", "a policy should have names with values"), ("{}", "“Version” is missing"),
        ("{Version: 2012-10-17}", "“Statement” is missing"),
        (
            "{Version: 2013-01-01, Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}}",
            "“Version” should be 2012-10-17"
        ),
        (
            "{Statement: {Effect: Allow, Action: 's3:*', Resource: '*'}}",
            "“Version” is missing: write Version: 2012-10-17"
        ),
        ("{Version: 2012-10-17, Statement: []}", "there is no statement"),
        ("{Version: 2012-10-17, Statement: [x]}", "a statement should have names with values"),
        ("{Version: 2012-10-17, Statment: []}", "did you mean “Statement”?"),
        (
            "{Version: 2012-10-17, Statement: [{Sid: A, Effect: Deny, Action: '*', Resource: '*'}, {Sid: A, Effect: Deny, "
                + "Action: '*', Resource: '*'}]}", "the Sid “A” stands in line 3 already"
        ),
    ])
    func `a document that is no policy is refused`(_ document: String, _ reason: String) throws {
        let faults = try read.faults(file(document))
        #expect(faults.contains { $0.hasPrefix("line 3: ") && $0.contains(reason) }, "\(faults)")
    }

    @Test(arguments: [
        ("Action: '*', Resource: '*'", "“Effect” should be Allow or Deny"),
        ("Effect: allow, \(rest)", "“Effect” should be Allow or Deny"),
        ("Effect: Allow, Resource: '*'", "either “Action” or “NotAction”"),
        ("Effect: Allow, Action: 's3:*', NotAction: 's3:*', Resource: '*'", "either “Action” or “NotAction”"),
        ("Effect: Allow, Action: 's3:*'", "either “Resource” or “NotResource”"),
        ("Effect: Allow, \(rest), Principal: '*'", "“Principal” doesn’t belong here"),
        ("Effect: Allow, \(rest), Resorce: '*'", "did you mean “Resource”?"),
        ("Effect: Allow, \(rest), Sid: a-b", "“Sid” should have letters and digits only"),
        ("Effect: Allow, Action: s3, Resource: '*'", "“s3” is no action"),
        ("Effect: Allow, Action: 's3:Get Object', Resource: '*'", "“s3:Get Object” is no action"),
        ("Effect: Allow, Action: [], Resource: '*'", "“Action” is an empty list"),
        ("Effect: Allow, Action: [['s3:*']], Resource: '*'", "no further list"),
        ("Effect: Allow, Action: {a: b}, Resource: '*'", "“Action” should be a text or a list of texts"),
        (
            "Effect: Allow, Action: 'iam:GetUsr', Resource: '*'",
            "there is no action “iam:GetUsr”: did you mean “iam:GetUser”?"
        ),
        (
            "Effect: Allow, Action: 'sts:AssumeRole*x', Resource: '*'",
            "no action is like “sts:AssumeRole*x”"
        ),
        (
            "Effect: Deny, Action: 's3:GetObjcet', Resource: '*'",
            "there is no action “s3:GetObjcet”: did you mean “s3:GetObject”? If AWS has it by now, add “s3:GetObjcet” to "
                + "“new-actions”"
        ),
        ("Effect: Deny, NotAction: 's3:FooBar*', Resource: '*'", "no action is like “s3:FooBar*”"),
        (
            "Effect: Allow, Action: 'dynmodb:*', Resource: '*'",
            "there is no service “dynmodb”: did you mean “dynamodb”?"
        ),
        (
            "Effect: Allow, Action: 'iam:Frobnicate', Resource: '*'",
            "look it up in AWS’s Service Authorization Reference"
        ),
        ("Effect: Allow, Action: 's3:*', Resource: bucket", "“bucket” is no resource"),
        ("Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3'", "“arn:aws:s3” is no resource"),
        ("Effect: Allow, Action: 's3:*', Resource: 'arn:aws-cn:s3:::b'", "is in another partition"),
        ("Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::${aws:username'", "a variable that isn’t whole"),
        ("Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::${name}'", "a variable that isn’t whole"),
        ("Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::\u{100}'", "AWS takes no “Ā” (U+100)"),
        ("Effect: Allow, \(rest), Condition: x", "“Condition” should have names with values"),
        ("Effect: Allow, \(rest), Condition: {StringEqual: {'aws:username': a}}", "did you mean “StringEquals”?"),
        ("Effect: Allow, \(rest), Condition: {NullIfExists: {'aws:username': true}}", "there is no condition operator"),
        ("Effect: Allow, \(rest), Condition: {Bool: {}}", "“Bool” compares nothing"),
        ("Effect: Allow, \(rest), Condition: {Bool: {secure: true}}", "“secure” is no condition key"),
        ("Effect: Allow, \(rest), Condition: {Bool: {'aws:SecureTransport': maybe}}", "it should be true or false"),
        ("Effect: Allow, \(rest), Condition: {Bool: {'aws:SecureTransport': []}}", "is compared with nothing"),
        ("Effect: Allow, \(rest), Condition: {Bool: {'aws:SecureTransport': {a: b}}}", "should be compared with texts"),
        (
            "Effect: Allow, \(rest), Condition: {NumericLessThan: {'aws:MultiFactorAuthAge': 1h}}",
            "it should be a number"
        ),
        ("Effect: Allow, \(rest), Condition: {IpAddress: {'aws:SourceIp': 10.0.0.0/33}}", "it should be an address"),
        ("Effect: Allow, \(rest), Condition: {IpAddress: {'aws:SourceIp': home}}", "it should be an address"),
        ("Effect: Allow, \(rest), Condition: {DateLessThan: {'aws:CurrentTime': today}}", "it should be a time"),
    ])
    func `a statement that AWS doesn't take, or that means nothing, is refused`(
        _ text: String, _ reason: String
    ) throws {
        let faults = try read.faults(statement(text))
        #expect(faults.contains { $0.hasPrefix("line 3: ") && $0.contains(reason) }, "\(faults)")
    }

    @Test(arguments: [
        "Effect: Allow, Action: '*', Resource: '*'",
        "Effect: Deny, NotAction: ['IAM:get*', 'sts:?ssumeRole'], Resource: '*'",
        "Effect: Allow, Action: 's3:*', NotResource: ['arn:*:s3:::a', 'arn:aws:s3:::${aws:username}/${*}']",
        "Effect: Allow, \(rest), Condition: {'ForAnyValue:StringLikeIfExists': {'aws:PrincipalTag/team': [a, b*]}}",
        "Effect: Allow, \(rest), Condition: {IpAddress: {'aws:SourceIp': [10.0.0.0/8, '2001:db8::/32', 192.0.2.1]}}",
        "Effect: Allow, \(rest), Condition: {DateLessThan: {'aws:CurrentTime': '2026-01-31T00:00:00Z'}}",
        "Effect: Allow, \(rest), Condition: {'Null': {'aws:TokenIssueTime': true}}",
    ])
    func `a statement that AWS takes is taken`(_ text: String) throws {
        let (file, warnings) = try read(statement(text))
        #expect(file.policies.count == 1 && warnings.isEmpty)
    }

    @Test(
        arguments: [
            (
                "Resource: 'arn:aws:s3:::BUCKET_NAME/*'",
                ["the word BUCKET_NAME of “arn:aws:s3:::BUCKET_NAME/*”: add it to “words”"]
            ),
            (
                "Resource: 'arn:aws:s3:::BUKET/*'",
                ["the word BUKET of “arn:aws:s3:::BUKET/*”: did you mean “BUCKET”?"]
            ),
            ("Resource: 'arn:aws:s3:::<bucket>/*'", ["has a placeholder in < and >"]),
            ("Resource: 'arn:aws:s3:::BUCKET/*'", []),
            ("Resource: 'arn:aws:iam::ACCOUNT_ID:role/ADMIN'", []),
            ("Resource: '*', Condition: {StringEquals: {'kms:KeyOrigin': AWS_KMS}}", []),
            (
                "Resource: '*', Condition: {StringEquals: {'aws:RequestedRegion': REGION}}",
                ["the word REGION of “REGION”"]
            ),
        ] as [(String, [String])])
    func `a word that nobody fills in is warned of`(_ rest: String, _ reasons: [String]) throws {
        let text = "words: {BUCKET: b}\n" + statement("Effect: Allow, Action: 's3:*', \(rest)")
        let warnings = try read(text).warnings.filter { !$0.reason.contains("occurs in no policy") }
        #expect(warnings.count == reasons.count, "\(warnings)")
        for (warning, reason) in zip(warnings, reasons) {
            #expect(warning.reason.contains(reason) && warning.line == 4)
        }
    }

    @Test func `an action that AWS has by now is taken where the file names it`() throws {
        let text = statement(
            "Effect: Allow, Action: ['s3:GetNews', 'News:*', 'iam:FooBar'], Resource: '*'")
        let named = "new-actions: ['S3:getnews', 'news:*', 'iam:FooBar']\n" + text
        #expect(try read(named).warnings.isEmpty)
        #expect(try read.faults("new-actions: ['news:*']\n" + text).count == 2)
    }

    @Test func `an action that needn't be named as new is warned of, and what is none refused`()
        throws
    {
        let text = statement("Effect: Allow, Action: 's3:GetObject', Resource: '*'")
        let warnings = try read("new-actions: ['s3:GetObject', 's3:GetNews']\n" + text).warnings
        #expect(
            warnings.count == 2
                && warnings.allSatisfy { $0.reason.contains("is known here, or occurs in no policy") })
        #expect(try read.faults("new-actions: [s3]\n" + text)[0].contains("“s3” is no action"))
    }

    @Test func `a policy beside the file is read, as JSON or YAML, and its faults have its own lines`() throws {
        var read = self.read
        read.files = [
            "good.json": #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#,
            "bad.json": "{\n\t\"Version\": \"2012-10-17\",\n\t\"Statement\": [{\n\t\t\"Effect\": \"Alow\",\n"
                + "\t\t\"Action\": \"s3:*\", \"Resource\": \"*\"\n\t}]\n}",
            "broken.json": "{\n\"Version\": ",
            "twice.json": "{\"Version\": \"2012-10-17\", \"Version\": \"2012-10-17\"}",
        ]
        #expect(try read("policies: {own: {file: good.json}}").file.policies.count == 1)
        #expect(
            try read.faults("policies: {own: {file: bad.json}}") == [
                "bad.json, line 4: “Effect” should be Allow or Deny"
            ])
        #expect(
            try read.faults("policies: {own: {file: broken.json}}").first?.hasPrefix("broken.json, line ") ?? false)
        #expect(
            try read.faults("policies: {own: {file: twice.json}}") == ["twice.json, line 1: “Version” occurs twice"])
        #expect(try read.faults("policies: {own: {file: none.json}}") == ["line 1: “none.json” isn’t there"])
    }

    @Test(arguments: [
        ("{}", "a policy should have one of “document”, “file” and “shipped”"),
        ("{file: a, shipped: b}", "a policy should have one of “document”, “file” and “shipped”"),
        ("{shipped: self-servce}", "did you mean “self-service”?"),
        ("{shipped: other}", "there are applications, broker"),
        ("{shipped: kms-server}", "has the word KEY_ARN, which nobody fills in: add it to “words”"),
        ("{shipped: iam-auth}", "has the word REGION, which nobody fills in: name it in “region”"),
        ("{shipped: quarantine, description: \u{4e16}}", "“description” can’t be"),
    ])
    func `a policy that isn't there is told`(_ entry: String, _ reason: String) throws {
        let faults = try read.faults("policies: {own: \(entry)}")
        #expect(faults.contains { $0.contains(reason) }, "\(faults)")
    }

    @Test func `Latchkey's policies are filled in for the account and its partition`() throws {
        var read = self.read
        read.partition = .china
        let text = "policies: {own: {shipped: self-service}}"
        let policy = try #require(try read(text).file.policies.first)
        #expect(policy.document.text.contains("arn:aws-cn:iam::123456789012:user/${aws:username}"))
        #expect(!policy.document.text.contains("arn:aws:") && !policy.document.text.contains("ACCOUNT_ID"))
    }

    @Test func `a word that spoils a policy is told with the policy's name`() throws {
        let faults = try read.faults(
            "region: eu-west-1\nwords: {TABLE_NAME: y, BROKER_ARN: '${x'}\npolicies: {own: {shipped: guard}}")
        #expect(faults.first?.hasPrefix("guard.json of Latchkey, line ") ?? false, "\(faults)")
    }

    @Test func `every policy that Latchkey brings can be had`() throws {
        let words = PolicyWords.ofShippedPolicies.subtracting([PolicyWords.region]).sorted().map { "  \($0): x1" }
            .joined(separator: "\n")
        let policies = ShippedPolicy.allCases.map { "  \($0): {shipped: \($0.rawValue)}" }.joined(separator: "\n")
        let faults = try read.faults(
            "region: eu-west-1\nwords:\n\(words)\npolicies:\n\(policies)".replacing(
                "ACCESS_ROLES: x1", with: "ACCESS_ROLES: ['*']"
            )
            .replacing("BROKER_ARN: x1", with: "BROKER_ARN: 'arn:aws:iam::123456789012:role/x'")
            .replacing("KEY_ARN: x1", with: "KEY_ARN: 'arn:aws:kms:eu-west-1:123456789012:key/x'"))
        #expect(faults.isEmpty)
    }

    @Test func `words are filled in, and one that no policy has is warned of`() throws {
        let (file, warnings) = try read(
            "words:\n  BUCKETS: ['arn:PARTITION:s3:::a', 'arn:aws:s3:::b']\n  OTHER: x\n"
                + statement("Effect: Allow, Action: 's3:*', Resource: ['arn:PARTITION:s3:::ACCOUNT_ID', BUCKETS]"))
        #expect(
            file.policies[0].document.text.contains(
                #""Resource":["arn:aws:s3:::123456789012","arn:aws:s3:::a","arn:aws:s3:::b"]"#))
        #expect(warnings.map(\.description) == ["line 3: “OTHER” occurs in no policy: leave it out"])
    }

    @Test(arguments: [
        ("eu-central-1:123456789012:table/abc", true), ("eu-central-1:ACCOUNT_ID:table/abc/index/*", true),
        ("eu-central-1:*:table/abc", true), ("REGION:ACCOUNT_ID:table/abc", false), ("*:ACCOUNT_ID:table/abc", false),
        ("eu-central-1:ACCOUNT_ID:table/other", false), ("eu-central-1:ACCOUNT_ID:table/*", false),
        ("eu-central-1:210987654321:table/abc", false),
    ])
    func `a table of the file in another Region is warned of`(_ resource: String, _ isTold: Bool) throws {
        let policy = statement("Effect: Deny, Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:\(resource)'")
        let (file, warnings) = try read("\(policy)\ntables: {abc: {key: id}}\nregion: eu-west-1")
        #expect(!file.policies[0].document.text.contains("REGION"))
        #expect(warnings.isEmpty == !isTold)
        #expect(
            warnings.allSatisfy {
                $0.line == 3
                    && $0.reason.contains(
                        "is in eu-central-1, and the file’s table “abc” is in eu-west-1: write REGION")
            })
    }

    @Test func `a Region without use is warned of`() throws {
        let told = "line 1: the file has no tables, and REGION occurs in no policy: leave “region” out"
        let policy = statement("Effect: Deny, Action: '*', Resource: 'arn:aws:sqs:REGION:ACCOUNT_ID:q'")
        #expect(try read("region: eu-west-1").warnings.map(\.description) == [told])
        #expect(try read("region: eu-west-1\n\(policy)").warnings.isEmpty)
    }

    @Test(arguments: [
        ("[x y]", "“x y” is no name of a policy"),
        ("[onw]", "did you mean “own”?"), ("['arn:aws:s3:::b']", "is no ARN of a policy"),
        ("['arn:aws:iam::210987654321:policy/a']", "is of another account or partition"),
        ("['arn:aws-cn:iam::aws:policy/a']", "is of another account or partition"),
        ("[own, own]", "“own” stands twice"),
        ("[ViewOnlyAccess, job-function/ViewOnlyAccess]", "names a policy that stands here already"),
    ])
    func `a policy that something names has to be there`(_ list: String, _ reason: String) throws {
        let faults = try read.faults(
            "groups: {a: {managed-policies: \(list)}}\n" + statement("Effect: Allow, Action: 's3:*', Resource: '*'"))
        #expect(faults.count == 1 && faults[0].contains(reason), "\(faults)")
    }

    @Test func `another policy is taken for one of AWS's, and an ARN of AWS's is its name`() throws {
        let (file, warnings) = try read(
            "groups: {a: {managed-policies: [AmazonSQSFullAccess, 'arn:aws:iam::aws:policy/job-function/Billing']}}")
        #expect(
            file.groups[0].managedPolicies == [.awsManaged("AmazonSQSFullAccess"), .awsManaged("job-function/Billing")])
        #expect(warnings.isEmpty)
    }

    @Test func `sizes that AWS raises for nobody are told`() throws {
        let resources = { (count: Int) in
            (0..<count).map { "'arn:aws:s3:::\(String(repeating: "b", count: 50))\($0)/*'" }.joined(separator: ", ")
        }
        let statement = { (count: Int) in "Effect: Allow, Action: 's3:*', Resource: [\(resources(count))]" }
        #expect(try read.faults(self.statement(statement(90))).first?.contains("AWS takes 6144: divide it") ?? false)
        for (kind, count, quota) in [("people", 40, 2_048), ("groups", 80, 5_120)] {
            let text =
                "\(kind): {x: {inline-policies: {i: {document: {Version: 2012-10-17, Statement: {\(statement(count))}}}}}}"
            #expect(try read.faults(text).first?.contains("AWS takes \(quota)") ?? false)
        }
    }

    @Test func `the name of the policy that lets a group assume roles is taken`() throws {
        let group = "groups: {a: {inline-policies: {latchkey-assume-roles: {shipped: quarantine}}}}"
        #expect(try read.faults(group).isEmpty)
        let faults = try read.faults(group + "\nroles: {r: {trust: [{groups: [a]}]}}")
        #expect(faults.count == 1 && faults[0].contains("is the name of the policy that the trust of roles makes"))
    }

    @Test func `whoever may enter a role without what denies everything without a second factor is warned of`() throws {
        let text = """
            policies: {self-service: {shipped: self-service}}
            groups: {everyone: {managed-policies: [self-service]}, administrators: {}, machines: {}}
            roles: {admin: {trust: [{groups: [administrators]}]}}
            people:
              ann: {groups: [administrators, everyone]}
              bob: {groups: [administrators]}
              eve: {groups: [administrators], managed-policies: [self-service]}
              broker: {groups: [machines]}
            """
        let warnings = try read(text).warnings
        #expect(warnings.count == 1 && warnings[0].line == 6 && warnings[0].reason.contains("“bob” may assume roles"))
    }
}
