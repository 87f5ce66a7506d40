import Testing

@testable import LocalProxy

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
        ("255.255.255.255", .linkOrNobody),
        ("10.0.0.1", .anywhere), ("172.16.0.1", .anywhere), ("192.168.1.1", .anywhere), ("8.8.8.8", .anywhere),
        ("2001:db8::1", .anywhere), ("fd12::1", .anywhere), ("::ffff:10.0.0.1", .anywhere), ("169.253.1.1", .anywhere),
    ])
    func `addresses of this machine and its link are told from others`(_ text: String, _ reach: IPAddress.Reach) throws
    {
        #expect(try IPAddress(text).orFail().reach == reach)
    }

    @Test(arguments: [
        "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.", " 1.2.3.4", "1.2.3.+4", "::g", "1:2", "", ":",
        "1::2::3",
    ])
    func `what isn't an address in its one form is none`(_ text: String) {
        #expect(IPAddress(text) == nil)
    }
}
