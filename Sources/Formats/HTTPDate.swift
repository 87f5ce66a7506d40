package import FoundationEssentials

/// A moment as HTTP fields have it: `Sat, 21 Nov 2026 02:24:17 GMT`.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>
package enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Nil unless `text` is an IMF-fixdate; the weekday is not compared.
    package static func parse(_ text: String) -> Date? {
        var reader = DigitReader(text)
        guard reader.skip(3, without: ","), reader.take(", "), let day = reader.number(2), reader.take(" ") else {
            return nil
        }
        guard let month = months.indices.first(where: { reader.take(months[$0]) }) else { return nil }
        guard
            reader.take(" "), let year = reader.number(4), reader.take(" "),
            let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
            let second = reader.number(2), reader.take(" GMT"), reader.isAtEnd,
            let time = CivilTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        return Date(timeIntervalSince1970: Double(time.secondsSince1970))
    }
}
