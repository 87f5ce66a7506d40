/// The name that somebody who wrote another one may have meant.
enum NearName {
    /// - Returns: the name of the fewest changed, left out, added or exchanged letters, if these are few; nil otherwise.
    static func of(_ text: String, among names: some Sequence<String>) -> String? {
        let written = Array(text.lowercased().utf8)
        guard written.count <= 128 else { return nil }
        let most = max(1, written.count / 3)
        var nearest: (name: String, distance: Int)?
        for name in names where abs(name.utf8.count - written.count) <= most {
            let distance = distance(written, Array(name.lowercased().utf8))
            if distance <= most, distance < nearest?.distance ?? .max { nearest = (name, distance) }
        }
        return nearest?.name
    }

    /// The optimal string alignment distance.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var least = min(last[j + 1], row[j]) + 1
                least = min(least, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
                row.append(least)
            }
            before = last
            last = row
        }
        return last[b.count]
    }
}
