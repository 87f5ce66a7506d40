import Formats
import Glibc
import HTTP1
import HTTP1TestSupport
import NIOCore
import NIOPosix
import Testing

@testable import LocalProxy

@Suite(.timeLimit(.minutes(1)))
struct SocketOwnerTests {
    private static let table = """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
           1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20 4 30 10 -1
           2: 0200007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 3 1 0 20 4 30 10 -1
           3: 0400007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1
           4: 0500007F:C350 0100007F:1F90 05 00000000:00000000 00:00000000 00000000     0        0 0 1 0 20 4 30 10 -1
           5: 0600007F:C350 0100007F:1F90 05 00000000:00000000 00:00000000 00000000  1002        0 4 1 0 20 4 30 10 -1
        """

    @Test func `the owner of a connection is that of both its ends together`() {
        #expect(SocketOwner.userID(in: Self.table, from: "0100007F:C350", to: "0100007F:1F90") == 1_000)
        #expect(SocketOwner.userID(in: Self.table, from: "0200007F:C350", to: "0100007F:1F90") == 1_001)
        #expect(SocketOwner.userID(in: Self.table, from: "0300007F:C350", to: "0100007F:1F90") == nil)
        #expect(SocketOwner.userID(in: Self.table, from: "0400007F:C350", to: "0100007F:1F90") == 0)
        #expect(SocketOwner.userID(in: Self.table, from: "0500007F:C350", to: "0100007F:1F90") == nil, "closed")
        #expect(SocketOwner.userID(in: Self.table, from: "0600007F:C350", to: "0100007F:1F90") == 1_002)
        #expect(SocketOwner.userID(in: "", from: "0100007F:C350", to: "0100007F:1F90") == nil)
    }

    @Test(arguments: [
        ("127.0.0.1", false, "0100007F:1F90"), ("127.0.0.1", true, "0000000000000000FFFF00000100007F:1F90"),
        ("::1", true, "00000000000000000000000001000000:1F90"), ("::1", false, nil),
    ])
    func `an address stands in the table as the kernel writes it`(_ text: String, _ mapped: Bool, _ written: String?)
        throws
    {
        #expect(SocketOwner.text(try IPAddress(text).orFail(), 8_080, mapped: mapped) == written)
    }

    @Test func `our own connection is ours`() async throws {
        let server = try await StandInServer(.singleton) { connection in _ = await connection.rest() }
        let dialer = Dialer(
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(), socksServer: nil, authorities: nil,
            timeout: .seconds(5))
        let place = try HostPort("127.0.0.1:\(server.port)").orFail()
        let connection = try await dialer.connect(to: place, reach: .local)
        let port = try (connection.channel.localAddress?.port).orFail()
        let userID = SocketOwner.userID(client: try HostPort("127.0.0.1:\(port)").orFail(), server: place)
        #expect(userID == getuid())
        connection.close()
        await server.stop()
    }
}
