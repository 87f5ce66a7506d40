import AWS
import Formats
import HTTPTypes
package import Problems

extension MachinesError: ProblemConvertible {
    /// What a person or a program is told.
    package var problem: Problem {
        switch self {
        case .aws(let error): error.problem
        case .contended:
            Problem(
                "machines-contended", status: .serviceUnavailable, title: "Too many changes at once",
                detail: "Others kept changing the list of your machines. Nothing was done. Try again in a moment.",
                retryAfter: 1)
        case .unknownToken, .expired, .ended, .reused, .otherClient:
            Problem(
                "machine-not-signed-in", status: .unauthorized, title: "This machine isn't signed in",
                detail: "\(words) Sign in again.", members: [.init("reason", .string(label))], cause: "token: \(label)")
        }
    }

    /// Whether the table is at fault, and not who asks.
    package var isOfTheServer: Bool {
        switch self {
        case .aws, .contended: true
        case .unknownToken, .expired, .ended, .reused, .otherClient: false
        }
    }

    /// One word for programs and for the log.
    package var label: String {
        switch self {
        case .aws(let error): error.label
        case .contended: "contended"
        case .unknownToken: "unknown"
        case .expired: "expired"
        case .ended: "ended"
        case .reused: "reused"
        case .otherClient: "other-client"
        }
    }

    /// A sentence.
    package var words: String {
        switch self {
        case .aws, .contended: "The list of machines can't be read or written at the moment."
        case .unknownToken: "The token isn't one of this server."
        case .expired: "The token has expired."
        case .ended: "The sign-in of this machine was ended."
        case .reused:
            "The token was used before. Somebody may have a copy of it, so the sign-in of this machine is over."
        case .otherClient: "The token was given to another client."
        }
    }
}
