import Formats
import FoundationEssentials
import Reactor

/// What a process that had the lock tells those that waited for it: that it failed, and why. They would fail in the same way, each
/// after the other.
struct FailureNote {
    var error: CommandError
    /// When it failed.
    var date: Date

    init(_ error: CommandError, at date: Date) {
        self.error = error
        self.date = date
    }

    /// The note of a lock; nil if there is none that can be read.
    init?(_ lock: FileLock) {
        guard let json = try? JSONReader.read(lock.note, maximumDepth: 2), let message = json["message"]?.string,
            case .integer(let number)? = json["status"],
            let status = Int32(exactly: number).flatMap(Latchkey.Status.init),
            case .integer(let milliseconds)? = json["failed_at"], case .bool(let asksForSignIn)? = json["sign_in"]
        else { return nil }
        error = CommandError(status, message)
        error.asksForSignIn = asksForSignIn
        date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }

    var bytes: [UInt8] {
        let json: JSONValue = [
            "status": .integer(Int(error.status.rawValue)), "message": .string(error.description),
            "sign_in": .bool(error.asksForSignIn), "failed_at": .integer(Int(date.timeIntervalSince1970 * 1_000)),
        ]
        return json.bytes
    }
}
