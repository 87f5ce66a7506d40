import Glibc

/// The memory pages of the program and its libraries that starting has touched.
enum StartupPages {
    /// Gives them back to the system (`madvise`, MADV_DONTNEED). Linking reads through several megabytes of tables and code
    /// that serving never needs; the pages that serving does need come back from the page cache.
    static func release() {
        guard let maps = unsafe fopen("/proc/self/smaps", "re") else { return }
        defer { unsafe fclose(maps) }
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { unsafe free(line) }
        var pages: Range<UInt>?
        while unsafe getline(&line, &capacity, maps) > 0, let text = unsafe line {
            // Most lines aren't looked at, and there are thousands.
            guard unsafe beginsMapping(text) || tells(text) else { continue }
            let words = unsafe String(cString: text).split { $0 == " " || $0 == "\n" }
            switch words.first {
            case "Anonymous:", "Swap:":
                // The dynamic linker writes to tables before it makes them read-only. The file doesn't have what it wrote.
                if words.dropFirst().first != "0" { pages = nil }
            case "VmFlags:":
                if let pages { release(pages) }
            default:
                pages = range(words) ?? pages
            }
        }
    }

    /// Whether the line begins with an address, as the first one of a mapping does.
    private static func beginsMapping(_ line: UnsafePointer<CChar>) -> Bool {
        // Of a hexadecimal number in small letters. The names of the other lines begin with a capital.
        let byte = unsafe UInt8(bitPattern: line[0])
        return !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// Whether the line tells something that decides.
    private static func tells(_ line: UnsafePointer<CChar>) -> Bool {
        unsafe strncmp(line, "Anonymous:", 10) == 0 || strncmp(line, "Swap:", 5) == 0
            || strncmp(line, "VmFlags:", 8) == 0
    }

    /// Reads the first line of a mapping, such as `55bc26d30000-55bc27bc2000 r-xp 00000000 08:01 1234 /usr/bin/program`.
    ///
    /// - Returns: the addresses of a mapping of a file that can't be written to; a nil range for another mapping; nil when
    ///   the line isn't the first one of a mapping.
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
