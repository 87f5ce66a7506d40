import Formats
package import FoundationEssentials

/// The time of a signature, in the two forms that a signature needs.
package struct SigningDate: Sendable, Hashable {
    /// `20261121T022417Z`
    package let timestamp: String
    /// `20261121`
    package let day: String
    /// The moment, in whole seconds.
    package let date: Date

    package init(_ date: Date) {
        let seconds = Timestamp.wholeSeconds(date)
        self.date = Date(timeIntervalSince1970: Double(seconds))
        let time = CivilTime(secondsSince1970: seconds)
        var text: [UInt8] = []
        text.reserveCapacity(16)
        func append(_ number: Int) {
            text.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
            text.append(UInt8(ascii: "0") + UInt8(number % 10))
        }
        append(time.year / 100)
        append(time.year % 100)
        append(time.month)
        append(time.day)
        text.append(UInt8(ascii: "T"))
        append(time.hour)
        append(time.minute)
        append(time.second)
        text.append(UInt8(ascii: "Z"))
        day = String(decoding: text[..<8], as: UTF8.self)
        timestamp = String(decoding: text, as: UTF8.self)
    }

    /// Nil unless `timestamp` is a moment that exists, in exactly this form: `20261121T022417Z`.
    package init?(timestamp: String) {
        guard let date = Timestamp.parseBasic(timestamp) else { return nil }
        self.init(date)
        // Small letters and leap seconds would be other spellings of the same moment.
        guard self.timestamp == timestamp else { return nil }
    }
}
