internal import Glibc

/// The pages of programs and libraries that starting has touched.
enum StartupPages {
    /// Lets go of them (`madvise`, MADV_DONTNEED): linking reads through tables and code of several megabytes that
    /// serving never needs. What it does need comes back from the page cache.
    static func release() {
        guard let maps = unsafe fopen("/proc/self/smaps", "re") else { return }
        defer { unsafe fclose(maps) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { unsafe free(line) }
        var pages: Range<UInt>?
        while unsafe getline(&line, &capacity, maps) > 0, let text = unsafe line {
            let words = unsafe String(cString: text).split { $0 == " " || $0 == "\n" }
            switch words.first {
            case "Anonymous:", "Swap:":
                // Written to, as the linker does before it makes tables read-only: the file doesn't have what is there.
                if words.dropFirst().first != "0" { pages = nil }
            case "VmFlags:":
                if let pages { release(pages) }
            default:
                pages = range(words) ?? pages
            }
        }
    }

    /// What the head of a mapping tells, such as `55bc26d30000-55bc27bc2000 r-xp 00000000 08:01 1234 /usr/bin/program`:
    /// its addresses, if it is a file's and can't be written to, and else none.
    private static func range(_ words: [Substring]) -> Range<UInt>?? {
        let ends = words.first?.split(separator: "-").compactMap { UInt($0, radix: 16) } ?? []
        guard words.count >= 5, ends.count == 2, ends[0] < ends[1] else { return nil }
        guard words.count == 6, words[1] == "r-xp" || words[1] == "r--p", words[5].hasPrefix("/") else {
            return .some(nil)
        }
        return ends[0]..<ends[1]
    }

    private static func release(_ pages: Range<UInt>) {
        _ = unsafe madvise(UnsafeMutableRawPointer(bitPattern: pages.lowerBound), Int(pages.count), MADV_DONTNEED)
    }
}
