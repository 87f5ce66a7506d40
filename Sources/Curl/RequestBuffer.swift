import CCurl
import Glibc
import Transport

/// The memory of one request's header lines and body. The next request of the same easy handle uses it again.
///
/// libcurl keeps pointers to both until the transfer ends. A list made with `curl_slist_append` would allocate twice for
/// each line. Here the nodes of the list are in one block and the texts in another, and both seldom have to grow.
@safe final class RequestBuffer {
    /// A block of texts larger than this, in bytes, is freed when the next request begins.
    private static let keptCapacity = 16_384

    /// The texts, one after another.
    private var bytes: UnsafeMutablePointer<CChar>
    private var capacity: Int
    private var used = 0
    /// Where each header line begins.
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

    /// Adds the line `name: value`. For an empty value it is `name;`, by which libcurl sends `name:`
    /// (`CURLOPT_HTTPHEADER`).
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

    /// Adds the lines of those fields that `isWanted` wants by their names, as ``append(name:value:)`` does.
    func append(_ fields: FieldLines, where isWanted: (borrowing Span<UInt8>) -> Bool) {
        var start = used
        // All lines are copied at once. Then their ends become those of C's texts.
        append(fields.bytes)
        let (colon, lineFeed) = (CInt(UInt8(ascii: ":")), CInt(UInt8(ascii: "\n")))
        while start < used {
            guard let border = unsafe memchr(bytes + start, colon, used - start),
                let end = unsafe memchr(border, lineFeed, used - start)
            else { preconditionFailure("a line of a field ends by a line feed") }
            let name = unsafe UnsafeRawBufferPointer(
                start: bytes + start, count: border - UnsafeMutableRawPointer(bytes + start))
            if unsafe name.withMemoryRebound(to: UInt8.self, { unsafe isWanted($0.span) }) { starts.append(start) }
            if unsafe end - border == 2 {
                unsafe border.storeBytes(of: UInt8(ascii: ";"), as: UInt8.self)
                unsafe border.storeBytes(of: 0, toByteOffset: 1, as: UInt8.self)
            }
            unsafe end.storeBytes(of: 0, as: UInt8.self)
            start = unsafe end - UnsafeMutableRawPointer(bytes) + 1
        }
    }

    /// Adds the line `name:`, by which libcurl doesn't send a field that it would add by itself (`CURLOPT_HTTPHEADER`).
    func suppress(_ name: StaticString) {
        starts.append(used)
        unsafe append(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        append(UInt8(ascii: ":"))
        append(0)
    }

    /// Copies the body.
    ///
    /// - Returns: where it begins, for ``pointer(at:)``.
    func append(body: [UInt8]) -> Int {
        let start = used
        append(body)
        return start
    }

    /// The header lines as a `curl_slist`, valid until something is added or removed.
    func headerList() -> UnsafeMutablePointer<curl_slist>? {
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

    /// The address of what begins at `start`, valid until something is added or removed.
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
