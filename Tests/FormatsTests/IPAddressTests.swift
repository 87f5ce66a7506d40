import Testing

@testable import Formats

struct IPAddressTests {
    @Test(arguments: [
        ("127.0.0.1", IPAddress.Reach.loopback), ("127.255.0.3", .loopback), ("::1", .loopback),
        ("::ffff:127.0.0.1", .loopback), ("::ffff:7f00:1", .loopback), ("64:ff9b::127.0.0.1", .loopback),
        ("2002:7f00:1::", .loopback), ("::127.0.0.1", .loopback),
        ("169.254.169.254", .linkOrNobody), ("169.254.170.2", .linkOrNobody), ("::ffff:169.254.169.254", .linkOrNobody),
        ("64:ff9b::a9fe:a9fe", .linkOrNobody), ("2002:a9fe:a9fe::1", .linkOrNobody), ("fe80::1", .linkOrNobody),
        ("febf::1", .linkOrNobody), ("fec0::1", .linkOrNobody), ("ff02::1", .linkOrNobody),
        ("fd00:ec2::254", .linkOrNobody), ("fd00:ec2::23", .linkOrNobody), ("0.0.0.0", .linkOrNobody),
        ("0.1.2.3", .linkOrNobody), ("::", .linkOrNobody), ("224.0.0.1", .linkOrNobody),
        ("255.255.255.255", .linkOrNobody), ("100.100.100.200", .linkOrNobody), ("192.0.0.192", .linkOrNobody),
        ("168.63.129.16", .linkOrNobody), ("::ffff:100.100.100.200", .linkOrNobody), ("fd20:ce::254", .linkOrNobody),
        ("fd00:c1::a9fe:a9fe", .linkOrNobody), ("100.100.100.100", .anywhere), ("192.0.1.1", .anywhere),
        ("6464:64c8::1", .anywhere),
        ("10.0.0.1", .anywhere), ("172.16.0.1", .anywhere), ("192.168.1.1", .anywhere), ("8.8.8.8", .anywhere),
        ("2001:db8::1", .anywhere), ("fd12::1", .anywhere), ("::ffff:10.0.0.1", .anywhere), ("169.253.1.1", .anywhere),
    ])
    func `addresses of this machine and its link are told from others`(_ text: String, _ reach: IPAddress.Reach) throws
    {
        #expect(try #require(IPAddress(text)).reach == reach)
    }

    @Test(arguments: [
        "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.", " 1.2.3.4", "1.2.3.+4", "::g", "1:2", "", ":",
        "1::2::3",
    ])
    func `what isn't an address in its one form is none`(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.9.9.9",
        "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
        "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.255", "224.0.0.1", "239.255.255.250",
        "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "::ffff:a9fe:a9fe",
        "64:ff9b::169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "2002:c0a8:1::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd00:ec2::254", "fd12:3456::1", "ff02::1",
        "100::1", "2001::1", "2001:0:808:808::1", "2001:2::1", "2001:20::1", "2001:db8::1", "3fff::1", "4000::1",
        "1fff::1", "5f00::1",
    ])
    func `an address that isn't reachable from everywhere is told`(_ text: String) throws {
        #expect(try !#require(IPAddress(text)).isPublic)
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255",
        "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.112.1", "223.255.255.255",
        "2001:200::1", "2001:4860:4860::8888", "2001:db7::1", "2001:db9::1", "2600:1f00::1", "2a00::1", "3ffe::1",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
    ])
    func `an address that is reachable from everywhere is told`(_ text: String) throws {
        #expect(try #require(IPAddress(text)).isPublic)
    }

    @Test func `an address has 4 or 16 bytes`() {
        for count in 0...17 {
            #expect((IPAddress(bytes: [UInt8](repeating: 1, count: count)) != nil) == (count == 4 || count == 16))
        }
    }
}
