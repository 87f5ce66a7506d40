package import FoundationEssentials

/// The moment of a signature, in the two forms that it takes.
package struct SigningDate: Sendable, Hashable {
    /// `20261121T022417Z`
    package let timestamp: String
    /// `20261121`
    package let day: String

    package init(_ date: Date) {
        let time = CivilTime(secondsSince1970: Timestamp.wholeSeconds(date))
        day = Timestamp.four(time.year) + Timestamp.two(time.month) + Timestamp.two(time.day)
        timestamp = "\(day)T\(Timestamp.two(time.hour))\(Timestamp.two(time.minute))\(Timestamp.two(time.second))Z"
    }
}
