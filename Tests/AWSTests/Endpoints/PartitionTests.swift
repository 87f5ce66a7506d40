import AWS
import Testing

struct PartitionTests {
    @Test(arguments: [
        ("us-east-1", "signin.aws.amazon.com", "console.aws.amazon.com"),
        ("cn-north-1", "signin.amazonaws.cn", "console.amazonaws.cn"),
        ("us-gov-west-1", "signin.amazonaws-us-gov.com", "console.amazonaws-us-gov.com"),
        ("eusc-de-east-1", "signin.amazonaws-eusc.eu", "console.amazonaws-eusc.eu"),
    ])
    func `each partition has its own hosts for signing in and for the console`(
        region: String, signin: String, console: String
    ) throws {
        let partition = try Region.known(region).partition
        #expect(partition.signinHost == signin)
        #expect(partition.consoleHost == console)
    }

    @Test(arguments: Partition.allCases)
    func `no console's domain is one of another partition or of the sign-in pages, or holds one`(partition: Partition) {
        #expect(partition.consoleDomains.first == partition.consoleHost)
        let others = Partition.allCases.filter { $0 != partition }.flatMap(\.consoleDomains)
        let refused = others + Partition.allCases.map(\.signinHost)
        for domain in partition.consoleDomains {
            #expect(!refused.contains { $0 == domain || $0.hasSuffix("." + domain) || domain.hasSuffix("." + $0) })
        }
    }

    @Test(arguments: [
        (Partition.aws, "aws", "us-east-1", "amazonaws.com"), (.china, "aws-cn", "cn-north-1", "amazonaws.com.cn"),
        (.govCloud, "aws-us-gov", "us-gov-west-1", "amazonaws.com"),
        (.europeanSovereignCloud, "aws-eusc", "eusc-de-east-1", "amazonaws.eu"),
    ])
    func `a partition has a name, one Region for IAM and a suffix`(
        partition: Partition, name: String, region: String, suffix: String
    ) {
        #expect(partition.name == name && partition.dnsSuffix == suffix)
        #expect(partition.iamSigningRegion.rawValue == region)
        #expect(partition.iamSigningRegion.partition == partition)
        // It is a Region that the name alone leads to as well.
        #expect(Region(region)?.partition == partition)
    }
}
