internal import AWS
internal import FoundationEssentials

/// Times in logs and records: ISO 8601 in UTC, with milliseconds.
enum RecordTime {
    /// Foundation's formatter would read the machine's time zone first, which a plain CGI program pays for each time.
    static func text(_ date: Date) -> String {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        let milliseconds = Int((date.timeIntervalSince1970 - seconds) * 1000)
        let whole = Timestamp.format(Date(timeIntervalSince1970: seconds)).dropLast()
        let digits = String(milliseconds)
        return "\(whole).\(String(repeating: "0", count: max(0, 3 - digits.utf8.count)))\(digits)Z"
    }
}
