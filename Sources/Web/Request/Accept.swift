import Settings

/// What a client takes: the `Accept` header (RFC 9110 section 12.5.1).
package struct Accept: Sendable, Equatable {
    /// A media range with its weight in thousandths.
    struct Range: Sendable, Equatable {
        var type: String
        var subtype: String
        var weight: Int

        /// How closely it names a type: 0 for `*/*`, 1 for `text/*`, 2 for `text/html`; nil when it doesn't.
        func specificity(for media: MediaType) -> Int? {
            if type == "*" { return subtype == "*" ? 0 : nil }
            guard type == media.type else { return nil }
            if subtype == "*" { return 1 }
            return subtype == media.subtype ? 2 : nil
        }
    }

    let ranges: [Range]

    /// Parses the header; nil or one without any usable range is as good as `*/*`. At most 32 ranges are read.
    package init(_ header: String?) {
        // Most programs say this and nothing else.
        if header == "application/json" {
            ranges = [Range(type: "application", subtype: "json", weight: 1000)]
        } else {
            ranges = (header ?? "").utf8.split(separator: 0x2c).prefix(32).compactMap { Self.range(Substring($0)) }
        }
    }

    /// The best of a route's offers; nil when none is acceptable.
    ///
    /// The greatest weight wins; then what was named more closely, so that a browser, which names `text/html`, gets the
    /// page; then the offer that the route names first, so that a program that says `*/*` or nothing gets the JSON.
    package func best(of offers: [MediaType]) -> MediaType? {
        var best: (offer: MediaType, weight: Int, specificity: Int)?
        for offer in offers {
            let (weight, specificity) = preference(for: offer)
            guard weight > 0 else { continue }
            if let best, (best.weight, best.specificity) >= (weight, specificity) { continue }
            best = (offer, weight, specificity)
        }
        return best?.offer
    }

    /// Whether the type itself is named with a weight, not by a wildcard.
    package func names(_ media: MediaType) -> Bool {
        let (weight, specificity) = preference(for: media)
        return weight > 0 && specificity == 2
    }

    /// The weight in thousandths of the range that names the type most closely.
    private func preference(for media: MediaType) -> (weight: Int, specificity: Int) {
        guard !ranges.isEmpty else { return (1000, 0) }
        var found: (weight: Int, specificity: Int) = (0, -1)
        for range in ranges {
            guard let specificity = range.specificity(for: media), specificity > found.specificity else { continue }
            found = (range.weight, specificity)
        }
        return found
    }

    private static func range(_ text: Substring) -> Range? {
        let parts = text.utf8.split(separator: 0x3b, omittingEmptySubsequences: false).map {
            SettingForm.trimmed(Substring($0))
        }
        guard let media = MediaType(parts[0]) else { return nil }
        var weight = 1000
        for parameter in parts.dropFirst() {
            let parameter = parameter.lowercased()
            guard parameter.hasPrefix("q=") else { continue }
            guard let value = thousandths(parameter.dropFirst(2)) else { return nil }
            weight = value
        }
        return Range(type: media.type, subtype: media.subtype, weight: weight)
    }

    /// RFC 9110 section 12.4.2: `0`, `1`, or up to three decimals, not above 1.
    private static func thousandths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
        let decimals = parts.count == 2 ? parts[1] : ""
        guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let padded = decimals + String(repeating: "0", count: 3 - decimals.utf8.count)
        guard let fraction = Int(padded) else { return nil }
        let value = (whole == "1" ? 1000 : 0) + fraction
        return value <= 1000 ? value : nil
    }
}
