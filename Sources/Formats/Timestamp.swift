package import FoundationEssentials

/// Moments as AWS writes them.
package enum Timestamp {
    /// How finely a moment is written.
    package enum Precision: Sendable {
        case seconds
        case milliseconds
    }

    /// The earliest and latest moments whose year has four digits.
    private static let earliest = Date(timeIntervalSince1970: -62_135_596_800)
    private static let latest = Date(timeIntervalSince1970: 253_402_300_799.9999)

    /// ISO 8601 in UTC: `2026-11-21T02:24:17Z`, or `2026-11-21T02:24:17.042Z`. Fractions are cut off, not rounded. A
    /// moment before the year 1 or after 9999 is written as the first or last moment of that range.
    package static func format(_ date: Date, to precision: Precision = .seconds) -> String {
        let date = min(max(date, earliest), latest)
        let seconds = wholeSeconds(date)
        let time = CivilTime(secondsSince1970: seconds)
        // Every log line has one, so it is written digit by digit, which is faster than joining texts.
        var text: [UInt8] = []
        text.reserveCapacity(24)
        func append(_ number: Int, _ digits: Int, _ separator: Unicode.Scalar) {
            var divisor = digits == 4 ? 1_000 : digits == 3 ? 100 : 10
            while divisor > 0 {
                text.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
                divisor /= 10
            }
            text.append(UInt8(ascii: separator))
        }
        append(time.year, 4, "-")
        append(time.month, 2, "-")
        append(time.day, 2, "T")
        append(time.hour, 2, ":")
        append(time.minute, 2, ":")
        append(time.second, 2, precision == .seconds ? "Z" : ".")
        if precision == .milliseconds { append(Int((date.timeIntervalSince1970 - Double(seconds)) * 1_000), 3, "Z") }
        return String(decoding: text, as: UTF8.self)
    }

    /// ISO 8601 with seconds, an optional fraction, and `Z` or an offset such as `+09:00`; nil for anything else.
    package static func parse(_ text: String) -> Date? {
        var reader = DigitReader(text)
        guard
            let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"),
            let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
            let second = reader.number(2),
            let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        var fraction = 0.0
        if reader.take(".") {
            guard let digits = reader.digits(), digits.count <= 18 else { return nil }
            fraction = digits.reversed().reduce(0.0) { ($0 + Double($1 - UInt8(ascii: "0"))) / 10 }
        }
        guard let offset = offset(&reader), reader.isAtEnd else { return nil }
        return Date(timeIntervalSince1970: Double(time.secondsSince1970 - offset) + fraction)
    }

    /// ISO 8601's basic form in UTC, as signatures have it: `20261121T022417Z`; nil for anything else.
    package static func parseBasic(_ text: String) -> Date? {
        var reader = DigitReader(text)
        guard
            let year = reader.number(4), let month = reader.number(2), let day = reader.number(2), reader.take("T"),
            let hour = reader.number(2), let minute = reader.number(2), let second = reader.number(2),
            reader.take("Z"), reader.isAtEnd,
            let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        return Date(timeIntervalSince1970: Double(time.secondsSince1970))
    }

    /// Seconds ahead of UTC.
    private static func offset(_ reader: inout DigitReader) -> Int? {
        if reader.take("Z") { return 0 }
        let sign: Int
        if reader.take("+") {
            sign = 1
        } else if reader.take("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = reader.number(2), hours < 24 else { return nil }
        _ = reader.take(":")
        guard let minutes = reader.number(2), minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    /// The last whole second at or before `date`.
    package static func wholeSeconds(_ date: Date) -> Int {
        Int(date.timeIntervalSince1970.rounded(.down))
    }
}
