import Testing

@testable import Baseline

@Suite struct PolicyMeaningTests {
    private func document(_ statements: String, version: String = "2012-10-17") -> String {
        #"{"Version":"\#(version)","Statement":\#(statements)}"#
    }

    static let same: [(String, String)] = [
        (
            #"[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*"}]"#,
            #"{"Resource":["*"],"Action":["S3:list*","s3:get*","s3:GET*"],"Effect":"Allow","Sid":"A"}"#
        ),
        (
            #"[{"Effect":"Allow","Action":"a:b","Resource":"x"},{"Effect":"Deny","Action":"a:c","Resource":"*"}]"#,
            #"[{"Effect":"Deny","Action":"a:c","Resource":"*"},{"Effect":"Allow","Action":"a:b","Resource":"x"}]"#
        ),
        (
            #"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#,
            #"{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":"sts:AssumeRole"}"#
        ),
        (
            #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}"#,
            #"{"Effect":"Allow","Principal":{"AWS":["123456789012"]},"Action":"sts:AssumeRole"}"#
        ),
        (
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"bool":{"AWS:securetransport":[true]}}}"#
        ),
    ]

    @Test(arguments: same) func `what says the same is the same`(a: String, b: String) {
        let first = PolicyMeaning(parsing: document(a)), second = PolicyMeaning(parsing: document(b))
        #expect(first != nil && first == second && first?.hashValue == second?.hashValue)
    }

    static let different: [(String, String)] = [
        (
            #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::A"}"#,
            #"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a"}"#
        ),
        (
            #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#, #"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#
        ),
        (
            #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
            #"{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}"#
        ),
        (
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a:b":"X"}}}"#,
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a:b":"x"}}}"#
        ),
        (
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a:b":"true"}}}"#,
            #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"BoolIfExists":{"a:b":"true"}}}"#
        ),
        (
            #"{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/root"},"Action":"sts:AssumeRole"}"#,
            #"{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}"#
        ),
    ]

    @Test(arguments: different) func `what says something else is something else`(a: String, b: String) {
        let first = PolicyMeaning(parsing: document(a)), second = PolicyMeaning(parsing: document(b))
        #expect(first != nil && second != nil && first != second)
    }

    @Test func `the versions of the language differ, and what can't be read equals nothing`() {
        // Only where there are variables, which the older one doesn't have.
        let same = { (resource: String) in
            let statement = #"{"Effect":"Allow","Action":"s3:*","Resource":"\#(resource)"}"#
            return PolicyMeaning(parsing: document(statement))
                == PolicyMeaning(parsing: document(statement, version: "2008-10-17"))
        }
        #expect(same("arn:aws:s3:::a$b/*") && !same("arn:aws:s3:::${aws:username}/*"))
        #expect(PolicyMeaning(parsing: "{") == nil)
    }
}
