import Glibc
import Testing

@testable import Curl

struct CurlTransportConfigurationTests {
    @Test(arguments: ["", "proxy:3128", "ftp://proxy", "http://"])
    func `a proxy that is no URL of a proxy is found before there is a request`(proxy: String) {
        #expect(throws: CurlError.self) { try CurlTransport(.init(proxy: proxy)) }
    }

    @Test(arguments: ["http://proxy:3128", "HTTPS://proxy", "socks5h://user:password@proxy:1080"])
    func `a URL of a proxy is taken`(proxy: String) throws {
        try CurlTransport.Configuration(proxy: proxy).validate()
    }

    @Test func `a CA file that can't be read is found before there is a request, with the reason`() {
        #expect(
            throws: CurlError.configuration(
                "the CA file /no/such/file.pem can't be read: No such file or directory")
        ) { try CurlTransport(.init(caFile: "/no/such/file.pem")) }
    }

    @Test func `no room for transfers is found before there is a request`() {
        #expect(throws: CurlError.self) { try CurlTransport(.init(maximumConcurrentTransfers: 0)) }
    }

    @Test func `transfers leave a quarter of the descriptors to the rest of the process`() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit(rlim_cur: 100, rlim_max: 100)
            try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            #expect(CurlTransport.Configuration(maximumConcurrentTransfers: 1_000).transferLimit == 75)
            #expect(CurlTransport.Configuration(maximumConcurrentTransfers: 50).transferLimit == 50)
        }
    }
}
