import AWS
import Testing

@testable import ConsoleSessions

@Suite struct ConsoleDestinationTests {
    @Test(arguments: [
        ("https://console.aws.amazon.com", "https://console.aws.amazon.com/"),
        ("https://console.aws.amazon.com/console/home", "https://console.aws.amazon.com/console/home"),
        (
            "https://eu-central-1.console.aws.amazon.com/s3/home?region=eu-central-1#a/b",
            "https://eu-central-1.console.aws.amazon.com/s3/home?region=eu-central-1#a/b"
        ),
        ("https://console.aws.amazon.com?x=1", "https://console.aws.amazon.com/?x=1"),
        ("https://console.aws.amazon.com#x", "https://console.aws.amazon.com/#x"),
        ("https://console.aws.amazon.com/x@y:z", "https://console.aws.amazon.com/x@y:z"),
    ])
    func `takes the console's own pages`(text: String, address: String) {
        #expect(ConsoleDestination(text, partition: .aws)?.description == address)
    }

    @Test(arguments: [
        "", "/", "//console.aws.amazon.com/", "http://console.aws.amazon.com/", "HTTPS://console.aws.amazon.com/",
        "https:console.aws.amazon.com", "https:/console.aws.amazon.com/", "https:///console.aws.amazon.com/",
        "https://console.aws.amazon.com.evil.example/", "https://evil.example/console.aws.amazon.com",
        "https://evil.example?https://console.aws.amazon.com/", "https://console.aws.amazon.com@evil.example/",
        "https://user:password@console.aws.amazon.com/", "https://console.aws.amazon.com:443/",
        "https://console.aws.amazon.com\\@evil.example/", "https://console.aws.amazon.com\\.evil.example/",
        "https://console.aws.amazon.com%2eevil.example/", "https://xconsole.aws.amazon.com/",
        "https://evil.console.aws.amazon.com/", "https://eu-west-1.evil.console.aws.amazon.com/",
        "https://.console.aws.amazon.com/", "https://console.aws.amazon.com./", "https://CONSOLE.aws.amazon.com/",
        "https://cn-north-1.console.aws.amazon.com/", "https://console.amazonaws.cn/",
        "https://console.aws.amazon.com/\n", "https://console.aws.amazon.com/ x",
        "https://console.aws.amazon.com/\u{0}",
        "https://console.aws.amazon.com/\u{e9}", " https://console.aws.amazon.com/", "javascript:alert(1)",
        "https://signin.aws.amazon.com/", "https://console.aws.amazon.com/\"><script>",
        "\thttps://console.aws.amazon.com/", "https://[::1]/", "https://127.0.0.1/",
    ])
    func `refuses everything else`(text: String) {
        #expect(ConsoleDestination(text, partition: .aws) == nil)
    }

    @Test(arguments: [
        "https://console.aws.amazon.com\\", "https://console.aws.amazon.com/\\evil.example/",
        "https://console.aws.amazon.com/s3\\..\\x", "https:\\\\console.aws.amazon.com/",
    ])
    func `refuses a backslash where a browser reads it as a slash`(text: String) {
        #expect(ConsoleDestination(text, partition: .aws) == nil)
    }

    @Test(arguments: Partition.allCases)
    func `has a first page in every partition`(partition: Partition) {
        let home = ConsoleDestination.home(of: partition)
        #expect(ConsoleDestination(home.description, partition: partition) == home)
        for other in Partition.allCases where other != partition {
            #expect(ConsoleDestination(home.description, partition: other) == nil)
        }
    }

    @Test func `bounds the length`() {
        let long = "https://console.aws.amazon.com/" + String(repeating: "a", count: 2_017)
        #expect(ConsoleDestination(long, partition: .aws) != nil)
        #expect(ConsoleDestination(long + "a", partition: .aws) == nil)
    }
}
