import AWS

extension SessionDuration {
    /// As people say it: “1 hour”, “90 minutes”.
    var words: String {
        switch seconds {
        case 3_600: "1 hour"
        case let seconds where seconds.isMultiple(of: 3_600): "\(seconds / 3_600) hours"
        default: "\(seconds / 60) minutes"
        }
    }
}
