import CCurl
import Formats
import Glibc
import Transport

extension EasyHandle {
    /// Chooses the connection. One that is there already was opened under another rule for addresses, perhaps, so a request
    /// that wants public ones gets one of its own, and leaves none behind.
    func chooseConnection(for request: TransportRequest) {
        let isOwn: CLong = request.addresses == .publicOnly || !request.sharesConnection ? 1 : 0
        set(CURLOPT_FRESH_CONNECT, isOwn)
        set(CURLOPT_FORBID_REUSE, isOwn)
    }

    /// Opens a socket for one of the server's addresses (`CURLOPT_OPENSOCKETFUNCTION`). libcurl connects it to that very
    /// address, so nothing can change between this check and its use.
    ///
    /// - Returns: the descriptor, or -1, which is `CURL_SOCKET_BAD`, for an address that the request doesn't allow. Where
    ///   libcurl tries others of the server's addresses then, they come here too.
    func openSocket(for address: UnsafePointer<curl_sockaddr>) -> CInt {
        let isAllowed = unsafe transfer?.request.addresses == .any || Self.isPublic(address)
        guard isAllowed else {
            wasAddressRefused = true
            return CURL_SOCKET_BAD
        }
        let descriptor = unsafe sockets.open(
            family: address.pointee.family, type: address.pointee.socktype, protocol: address.pointee.protocol)
        openedSockets.append(descriptor)
        return descriptor
    }

    /// Whether no socket was opened because the server has none but refused addresses.
    var hasOnlyRefusedAddresses: Bool { wasAddressRefused && openedSockets.isEmpty }

    private static func isPublic(_ address: UnsafePointer<curl_sockaddr>) -> Bool {
        // The member `addr` has room for an address of IPv4; that of IPv6 goes on behind it.
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return false }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: UnsafeRawPointer(address).advanced(by: offset), count: Int(address.pointee.addrlen))
        let family = unsafe address.pointee.family
        // In `sockaddr_in` the address stands behind family and port, in `sockaddr_in6` also behind the flow.
        let range =
            switch family {
            case AF_INET: 4..<8
            case AF_INET6: 8..<24
            default: 0..<0
            }
        guard !range.isEmpty, range.upperBound <= bytes.count else { return false }
        return unsafe IPAddress(bytes: Array(bytes[range]))?.isPublic ?? false
    }
}
