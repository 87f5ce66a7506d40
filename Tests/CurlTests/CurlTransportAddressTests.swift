import Curl
import HTTPTypes
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(1)))
struct CurlTransportAddressTests {
    private func request(_ authority: String, _ addresses: AddressRule) -> TransportRequest {
        var request = TransportRequest.make(.get, authority)
        request.addresses = addresses
        return request
    }

    /// Spellings of this machine, by which somebody may hope to get past a check of the name.
    @Test(arguments: [
        "127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "127.0.0.1.", "LOCALHOST",
    ])
    func `a request for public addresses never reaches this machine`(host: String) async throws {
        let transport = try CurlTransport()
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("inside") }
        } _: { server async throws in
            let failure = await transport.failure(of: request("\(host):\(server.port)", .publicOnly))
            #expect(try #require(failure).isNotSent)
            #expect(server.connectionCount == 0)
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]"])
    func `who asks for a refused address is told so, and others reach it`(host: String) async throws {
        let transport = try CurlTransport()
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("inside") }
        } _: { server async throws in
            let authority = "\(host):\(server.port)"
            #expect(await transport.failure(of: request(authority, .publicOnly)) == .addressNotPublic)
            #expect(try await transport.send(request(authority, .any)).text == "inside")
            #expect(server.connectionCount == 1)
        }
    }

    @Test(arguments: [
        "10.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1", "100.64.0.1", "224.0.0.1", "255.255.255.255",
        "[::]",
        "[fd00:ec2::254]", "[fe80::1]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::1]", "[ff02::1]",
    ])
    func `nobody tries to connect to an address that isn't public`(host: String) async throws {
        let transport = try CurlTransport()
        #expect(await transport.failure(of: request(host, .publicOnly)) == .addressNotPublic)
    }

    @Test func `a request that shares no connection uses none of others, and leaves none to them`() async throws {
        let transport = try CurlTransport()
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("inside") }
        } _: { server async throws in
            for (isShared, count) in [(true, 1), (true, 1), (false, 2), (false, 3), (true, 3)] {
                var request = request(server.authority, .any)
                request.sharesConnection = isShared
                #expect(try await transport.send(request).text == "inside")
                #expect(server.connectionCount == count)
            }
        }
    }

    @Test func `a connection that is open already isn't used for a request for public addresses`() async throws {
        let transport = try CurlTransport()
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("inside") }
        } _: { server async throws in
            for _ in 0..<3 {
                #expect(try await transport.send(request(server.authority, .any)).text == "inside")
                #expect(await transport.failure(of: request(server.authority, .publicOnly)) == .addressNotPublic)
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test func `a request for public addresses isn't sent by a proxy`() async throws {
        try await TestServer.run { connection in
            while connection.read() != nil { connection.answer("through the proxy") }
        } _: { proxy async throws in
            let transport = try CurlTransport(.init(proxy: "http://\(proxy.authority)", proxyExceptions: []))
            let failure = await transport.failure(of: request("issuer.example", .publicOnly))
            #expect(failure == .notSent("a proxy is configured, whose connections can't be checked"))
            #expect(proxy.connectionCount == 0)
            #expect(try await transport.send(request("issuer.example", .any)).text == "through the proxy")
        }
    }
}
