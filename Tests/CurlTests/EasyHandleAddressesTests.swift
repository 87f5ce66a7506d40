import CCurl
import Glibc
import HTTPTypes
import Reactor
import TestSupport
import Testing
import Transport

@testable import Curl

@Suite(.timeLimit(.minutes(1)))
struct EasyHandleAddressesTests {
    private let handle: EasyHandle

    init() throws {
        try GlobalState.initialize()
        let sockets = SocketWatcher(loop: try EventLoop()) { _, _ in }
        handle = try #require(EasyHandle(.init(), sockets: sockets, share: try ShareHandle()))
    }

    private func load(_ rule: AddressRule) throws {
        var request = TransportRequest.make(.get, "issuer.example")
        request.addresses = rule
        try handle.load(Transfer(request), milliseconds: 1_000)
    }

    /// Has a socket opened for an address as libcurl hands it over; says whether one was.
    private func opens(_ family: CInt, _ address: [UInt8], length: Int? = nil) -> Bool {
        let head = family == AF_INET ? [UInt8](repeating: 0, count: 4) : [UInt8](repeating: 0, count: 8)
        let bytes = head + address + [UInt8](repeating: 0, count: 28 - head.count - address.count)
        let storage = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 8)
        defer { unsafe storage.deallocate() }
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0, count: 64)
        let pointer = unsafe storage.bindMemory(to: curl_sockaddr.self, capacity: 1)
        unsafe pointer.pointee.family = family
        unsafe pointer.pointee.socktype = CInt(SOCK_STREAM.rawValue)
        unsafe pointer.pointee.addrlen = UInt32(length ?? (family == AF_INET ? 16 : 28))
        unsafe (storage + 16).copyMemory(from: bytes, byteCount: bytes.count)
        let descriptor = unsafe handle.openSocket(for: pointer)
        if descriptor >= 0 { handle.sockets.close(descriptor) }
        return descriptor >= 0
    }

    private static let publicSix: [UInt8] = [0x26, 0] + [UInt8](repeating: 0, count: 13) + [1]

    @Test func `of a server's addresses only the public ones are tried, each time anew`() throws {
        try load(.publicOnly)
        // What a name server says may change from one moment to the next: each address counts for itself.
        #expect(opens(AF_INET, [8, 8, 8, 8]))
        #expect(!opens(AF_INET, [127, 0, 0, 1]))
        #expect(!opens(AF_INET, [169, 254, 169, 254]))
        #expect(!opens(AF_INET6, [UInt8](repeating: 0, count: 15) + [1]))
        #expect(opens(AF_INET6, Self.publicSix))
        #expect(!handle.hasOnlyRefusedAddresses)
    }

    @Test func `an address of another family, or of too few bytes, isn't a public one`() throws {
        try load(.publicOnly)
        #expect(!opens(AF_UNIX, [8, 8, 8, 8]))
        #expect(!opens(AF_INET, [8, 8, 8, 8], length: 7))
        #expect(!opens(AF_INET6, Self.publicSix, length: 23))
        #expect(handle.hasOnlyRefusedAddresses)
    }

    @Test func `the rule of one request says nothing about the next`() throws {
        try load(.publicOnly)
        #expect(!opens(AF_INET, [127, 0, 0, 1]))
        try load(.any)
        #expect(opens(AF_INET, [127, 0, 0, 1]))
        #expect(!handle.hasOnlyRefusedAddresses)
    }
}
