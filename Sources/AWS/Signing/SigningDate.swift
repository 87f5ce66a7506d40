import Formats
package import FoundationEssentials

/// The time of a signature, in the two forms that a signature needs.
package struct SigningDate: Sendable, Hashable {
    /// `20261121T022417Z`
    package let timestamp: String
    /// `20261121`
    package let day: String

    package init(_ date: Date) {
        let time = CivilTime(secondsSince1970: Timestamp.wholeSeconds(date))
        // It is made for every request, and writing digits is much faster than putting strings together.
        var text: [UInt8] = []
        text.reserveCapacity(16)
        let append = { (number: Int) in
            text.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
            text.append(UInt8(ascii: "0") + UInt8(number % 10))
        }
        append(time.year / 100)
        append(time.year % 100)
        append(time.month)
        append(time.day)
        day = String(decoding: text, as: UTF8.self)
        text.append(UInt8(ascii: "T"))
        append(time.hour)
        append(time.minute)
        append(time.second)
        text.append(UInt8(ascii: "Z"))
        timestamp = String(decoding: text, as: UTF8.self)
    }
}
