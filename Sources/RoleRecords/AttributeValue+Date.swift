import AWS
import FoundationEssentials

extension AttributeValue {
    /// A time in whole seconds since 1970, which is the form that DynamoDB's time to live uses.
    static func date(_ date: Date) -> AttributeValue {
        .n(Int(date.timeIntervalSince1970.rounded(.down)))
    }

    /// The time that a number says; nil for other values and for times outside the years 1970 to 9999, as DynamoDB's
    /// numbers go up to 1e126.
    var date: Date? {
        guard case .n(let text) = self, let seconds = Double(text), (0..<253_402_300_800).contains(seconds) else {
            return nil
        }
        return Date(timeIntervalSince1970: seconds)
    }
}
