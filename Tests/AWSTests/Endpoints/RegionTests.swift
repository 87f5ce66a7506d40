import AWS
import Testing

struct RegionTests {
    @Test(arguments: [
        ("us-east-1", Partition.aws), ("ap-southeast-7", .aws), ("mx-central-1", .aws), ("il-central-1", .aws),
        ("cn-north-1", .china), ("us-gov-east-1", .govCloud), ("eusc-de-east-1", .europeanSovereignCloud),
    ])
    func `the partition follows from the name of a Region`(text: String, partition: Partition) {
        #expect(Region(text)?.partition == partition)
    }

    @Test(arguments: [
        "", "us", "us-east", "us-east-", "us-east-1a", "US-EAST-1", "us_east_1", "us-east-123", "us-iso-east-1",
        "us-isob-east-1", "eu-isoe-west-1", "xx-east-1", "us-gov-east", "eusc-fr-west-1", "us-east-1.evil.example",
        "us-east-1/", "-east-1", "us--1", "us-east-１", "us-gov-1-1",
    ])
    func `a text that isn't a Region of a known partition is refused`(text: String) {
        #expect(Region(text) == nil)
    }
}
