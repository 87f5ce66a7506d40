internal import CCurl

/// The memory of one request's header lines and body, reused by the next request of the same handle.
///
/// libcurl keeps pointers to both until the transfer ends. A list made with `curl_slist_append` would take two
/// allocations a line; here the nodes and the texts lie in two blocks that seldom grow.
@safe final class HeaderArena {
    /// Blocks larger than this are given back when the transfer ends.
    private static let keptCapacity = 16_384

    private var bytes: UnsafeMutablePointer<CChar>
    private var capacity: Int
    private var used = 0
    private var starts: [Int] = []
    private var nodes: UnsafeMutablePointer<curl_slist>
    private var nodeCapacity = 32

    init() {
        capacity = 2_048
        unsafe bytes = .allocate(capacity: capacity)
        unsafe nodes = .allocate(capacity: nodeCapacity)
    }

    deinit {
        unsafe bytes.deallocate()
        unsafe nodes.deallocate()
    }

    func removeAll() {
        used = 0
        starts.removeAll(keepingCapacity: true)
        guard capacity > Self.keptCapacity else { return }
        unsafe bytes.deallocate()
        capacity = 2_048
        unsafe bytes = .allocate(capacity: capacity)
    }

    /// Adds the line `name: value`, or the way in which libcurl is told to send an empty value (`name;`).
    func append(name: String, value: String) {
        starts.append(used)
        append(name.utf8)
        if value.isEmpty {
            append(UInt8(ascii: ";"))
        } else {
            append(UInt8(ascii: ":"))
            append(UInt8(ascii: " "))
            append(value.utf8)
        }
        append(0)
    }

    /// Adds a line that keeps libcurl from sending a field of its own.
    func suppress(_ name: StaticString) {
        starts.append(used)
        unsafe append(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        append(UInt8(ascii: ":"))
        append(0)
    }

    /// Copies the body and tells where: everything must have been added before the pointers are taken.
    func append(body: [UInt8]) -> Int {
        let start = used
        append(body)
        return start
    }

    /// The header lines as libcurl wants them; valid until the next `removeAll()`.
    func list() -> UnsafeMutablePointer<curl_slist>? {
        guard !starts.isEmpty else { return nil }
        if starts.count > nodeCapacity {
            unsafe nodes.deallocate()
            nodeCapacity = starts.count * 2
            unsafe nodes = .allocate(capacity: nodeCapacity)
        }
        for (index, start) in starts.enumerated() {
            let next = unsafe index + 1 < starts.count ? nodes + index + 1 : nil
            unsafe (nodes + index).initialize(to: curl_slist(data: bytes + start, next: next))
        }
        return unsafe nodes
    }

    /// The address of what was added at `start`.
    func pointer(at start: Int) -> UnsafeRawPointer {
        unsafe UnsafeRawPointer(bytes + start)
    }

    private func append(_ byte: UInt8) {
        reserve(1)
        unsafe (bytes + used).initialize(to: CChar(bitPattern: byte))
        used += 1
    }

    private func append(_ source: some Collection<UInt8>) {
        let count = source.count
        guard count > 0 else { return }
        reserve(count)
        unsafe (bytes + used).withMemoryRebound(to: UInt8.self, capacity: count) { target in
            let buffer = unsafe UnsafeMutableBufferPointer(start: target, count: count)
            _ =
                unsafe source.withContiguousStorageIfAvailable { unsafe buffer.update(fromContentsOf: $0) }
                ?? buffer.update(fromContentsOf: source)
        }
        used += count
    }

    private func reserve(_ count: Int) {
        guard used + count > capacity else { return }
        let larger = max(capacity * 2, used + count)
        let moved = UnsafeMutablePointer<CChar>.allocate(capacity: larger)
        unsafe moved.update(from: bytes, count: used)
        unsafe bytes.deallocate()
        unsafe bytes = moved
        capacity = larger
    }
}
