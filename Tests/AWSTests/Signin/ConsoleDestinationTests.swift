import Testing

@testable import AWS

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
        // Links that people copy: services, sessions and Regions have hosts of their own.
        ("https://s3.console.aws.amazon.com/s3/buckets/a", "https://s3.console.aws.amazon.com/s3/buckets/a"),
        (
            "https://123456789012-abcd1234.eu-west-1.console.aws.amazon.com/ec2/home#Instances:",
            "https://123456789012-abcd1234.eu-west-1.console.aws.amazon.com/ec2/home#Instances:"
        ),
        ("https://health.aws.amazon.com/health/home#/a", "https://health.aws.amazon.com/health/home#/a"),
        ("https://phd.aws.amazon.com/phd/home#/", "https://phd.aws.amazon.com/phd/home#/"),
        ("https://lightsail.aws.amazon.com/ls/webapp/home", "https://lightsail.aws.amazon.com/ls/webapp/home"),
        (
            "https://us-east-1.quicksight.aws.amazon.com/sn/start",
            "https://us-east-1.quicksight.aws.amazon.com/sn/start"
        ),
        // Browsers write these in small letters and without the port, other programs don't.
        ("HTTPS://Console.AWS.Amazon.com/S3", "https://console.aws.amazon.com/S3"),
        ("https://console.aws.amazon.com:443/s3", "https://console.aws.amazon.com/s3"),
        ("https://console.aws.amazon.com:443", "https://console.aws.amazon.com/"),
        // Browsers leave these as they are in a query or a fragment, and some of them in a path.
        (
            "https://console.aws.amazon.com/x?a={b}|c^d`e\\f#g={h}|i^j\\k",
            "https://console.aws.amazon.com/x?a={b}|c^d`e\\f#g={h}|i^j\\k"
        ),
        ("https://console.aws.amazon.com/a|b^c{d}", "https://console.aws.amazon.com/a|b^c{d}"),
    ])
    func `takes the pages of AWS's consoles`(text: String, address: String) {
        #expect(ConsoleDestination(text, partition: .aws)?.description == address)
    }

    @Test(arguments: [
        "", "/", "//console.aws.amazon.com/", "http://console.aws.amazon.com/", "HTTP://console.aws.amazon.com/",
        "https:console.aws.amazon.com", "https:/console.aws.amazon.com/", "https:///console.aws.amazon.com/",
        "https://console.aws.amazon.com.evil.example/", "https://evil.example/console.aws.amazon.com",
        "https://evil.example?https://console.aws.amazon.com/", "https://evil.example#.console.aws.amazon.com",
        "https://evil.example:443/", "https://console.aws.amazon.com@evil.example/",
        "https://user:password@console.aws.amazon.com/", "https://user@console.aws.amazon.com/",
        "https://@console.aws.amazon.com/", "https://:443@console.aws.amazon.com/",
        // Other ports, and port numbers that are none.
        "https://console.aws.amazon.com:8443/", "https://console.aws.amazon.com:/",
        "https://console.aws.amazon.com:0443/",
        "https://console.aws.amazon.com:443:443/", "https://:443/",
        // A domain counts at a label's border only.
        "https://xconsole.aws.amazon.com/", "https://evil-console.aws.amazon.com/",
        "https://evilhealth.aws.amazon.com/",
        "https://consoleaws.amazon.com/", "https://.console.aws.amazon.com/", "https://a..console.aws.amazon.com/",
        "https://console.aws.amazon.com./", "https://console.aws.amazon.com.:443/", "https://aws.amazon.com/",
        "https://a_b.console.aws.amazon.com/", "https://*.console.aws.amazon.com/",
        "https://console.aws.amazon.com%2eevil.example/", "https://console.aws.amazon.com%00.evil.example/",
        "https://evil.example%2f.console.aws.amazon.com/", "https://evil.example;.console.aws.amazon.com/",
        // A backslash is a slash to browsers, but not to other programs.
        "https://console.aws.amazon.com\\@evil.example/", "https://console.aws.amazon.com\\.evil.example/",
        "https:\\\\console.aws.amazon.com/", "https://console.aws.amazon.com\\",
        "https://evil.example\\.console.aws.amazon.com",
        "https://console.aws.amazon.com/\\evil.example/", "https://console.aws.amazon.com/a\\b?c",
        // Pages that lead on to other sites, and other partitions.
        "https://signin.aws.amazon.com/", "https://us-east-1.signin.aws.amazon.com/oauth",
        "https://docs.aws.amazon.com/",
        "https://console.amazonaws.cn/", "https://health.amazonaws.cn/", "https://phd.amazonaws-us-gov.com/",
        // What no address has, in any part of it.
        "https://console.aws.amazon.com/\n", "https://console.aws.amazon.com/ x",
        "https://console.aws.amazon.com/\u{0}", "https://console.aws.amazon.com/?\u{7f}",
        "https://console.aws.amazon.com/\u{e9}", "https://console.aws.amazon.com/?\u{e9}",
        "https://console.aws.amazon.com/#\r\nSet-Cookie: a", "https://conso\u{17f}e.aws.amazon.com/",
        "https:/\u{301}/console.aws.amazon.com/", "https://console.aws.amazon.com/\u{301}",
        " https://console.aws.amazon.com/", "\thttps://console.aws.amazon.com/", "javascript:alert(1)",
        "https://console.aws.amazon.com/\"><script>", "https://console.aws.amazon.com/?\"",
        "https://console.aws.amazon.com/#<",
        "https://console.aws.amazon.com/#>", "https://console.aws.amazon.com/`", "https://[::1]/", "https://127.0.0.1/",
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

    @Test(arguments: [
        (Partition.china, "https://health.amazonaws.cn/health/home"),
        (.china, "https://cn-north-1.quicksight.amazonaws.cn/sn/start"),
        (.china, "https://cn-north-1.console.amazonaws.cn/s3/home"),
        (.govCloud, "https://phd.amazonaws-us-gov.com/phd/home"),
        (.europeanSovereignCloud, "https://eusc-de-east-1.console.amazonaws-eusc.eu/s3/home"),
    ])
    func `a console of one partition is none of another`(partition: Partition, text: String) {
        for other in Partition.allCases {
            #expect((ConsoleDestination(text, partition: other) != nil) == (other == partition))
        }
    }

    @Test func `bounds the length`() {
        let long = "https://console.aws.amazon.com/" + String(repeating: "a", count: 4_065)
        #expect(ConsoleDestination(long, partition: .aws) != nil)
        #expect(ConsoleDestination(long + "a", partition: .aws) == nil)
    }
}
