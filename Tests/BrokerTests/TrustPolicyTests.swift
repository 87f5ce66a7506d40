import AWS
import Formats
import Testing

@testable import FakeAWS
@testable import broker

@Suite struct TrustPolicyTests {
    @Test(arguments: [
        ("arn:aws:iam::123456789012:user/service/latchkey", "AIDA", "arn:aws:iam::123456789012:user/service/latchkey"),
        (
            "arn:aws-cn:sts::123456789012:assumed-role/latchkey/i-1", "AROA:i-1",
            "arn:aws-cn:iam::123456789012:role/latchkey"
        ),
    ])
    func `the principal is the user or role that Latchkey acts as`(_ own: String, _ id: String, _ principal: String)
        throws
    {
        let account = try #require(AccountID("123456789012"))
        let identity = CallerIdentity(account: account, arn: try arn(own), userID: id)
        let statement = try #require(TrustPolicy(principal: identity, externalID: "the-id")).json["Statement"]
        #expect(
            statement == [
                [
                    "Effect": "Allow", "Principal": ["AWS": .string(principal)],
                    "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
                    "Condition": ["StringEquals": ["sts:ExternalId": "the-id"]],
                ]
            ])
    }
}
