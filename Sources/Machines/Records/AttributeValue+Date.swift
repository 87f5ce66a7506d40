import AWS
import FoundationEssentials

extension AttributeValue {
    /// Seconds since 1970.
    static func seconds(_ date: Date) -> AttributeValue {
        .n(Int(date.timeIntervalSince1970.rounded(.down)))
    }

    var date: Date? { integer.map { Date(timeIntervalSince1970: Double($0)) } }
}
