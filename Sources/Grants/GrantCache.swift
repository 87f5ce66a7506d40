import FoundationEssentials

/// Answers by the digest of what they were made for, until they are of no use any more.
///
/// It holds a bounded number of answers, and a bounded number of bytes. When it is full it forgets what is of no use, and then
/// an eighth of the others: those that weren't asked for for the longest time.
struct GrantCache {
    private struct Entry {
        var application: String
        var answer: Result<Grant, GrantError>
        var end: Date
        var byteCount: Int
        var lastUse: UInt64
    }

    private let maximumCount: Int
    private let maximumByteCount: Int
    private var entries: [[UInt8]: Entry] = [:]
    private var uses: UInt64 = 0
    private(set) var byteCount = 0

    init(maximumCount: Int, maximumByteCount: Int) {
        self.maximumCount = maximumCount
        self.maximumByteCount = maximumByteCount
    }

    var count: Int { entries.count }

    /// The answer, if there is one that is still of use at `now`.
    mutating func answer(for digest: [UInt8], at now: Date) -> Result<Grant, GrantError>? {
        guard let entry = entries[digest] else { return nil }
        guard now < entry.end else {
            remove(digest)
            return nil
        }
        uses += 1
        entries[digest]?.lastUse = uses
        return entry.answer
    }

    /// Keeps an answer until `end`.
    mutating func keep(
        _ answer: Result<Grant, GrantError>, for digest: [UInt8], of application: String, until end: Date, at now: Date
    ) {
        remove(digest)
        guard now < end else { return }
        let size = 256 + ((try? answer.get().byteCount) ?? 1_024)
        guard size <= maximumByteCount else { return }
        if !hasRoom(for: size) { removeUseless(at: now) }
        if !hasRoom(for: size) { removeOldest(for: size) }
        uses += 1
        entries[digest] = Entry(application: application, answer: answer, end: end, byteCount: size, lastUse: uses)
        byteCount += size
    }

    /// Forgets all answers for an application.
    mutating func removeAll(of application: String) {
        for (digest, entry) in entries where entry.application.utf8.elementsEqual(application.utf8) { remove(digest) }
    }

    private func hasRoom(for size: Int) -> Bool {
        entries.count < maximumCount && byteCount <= maximumByteCount - size
    }

    private mutating func remove(_ digest: [UInt8]) {
        if let entry = entries.removeValue(forKey: digest) { byteCount -= entry.byteCount }
    }

    private mutating func removeUseless(at now: Date) {
        for (digest, entry) in entries where now >= entry.end { remove(digest) }
    }

    private mutating func removeOldest(for size: Int) {
        let oldest = entries.sorted { $0.value.lastUse < $1.value.lastUse }.map(\.key)
        for (index, digest) in oldest.enumerated() {
            if index >= max(oldest.count / 8, 1), hasRoom(for: size) { return }
            remove(digest)
        }
    }
}
