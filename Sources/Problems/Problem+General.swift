import HTTPTypes

/// The problems that any program may meet.
extension Problem {
    /// The request's time is up: 504.
    package static var timeIsUp: Problem {
        Problem(
            "deadline-exceeded", status: .gatewayTimeout, title: "This took too long",
            detail: """
                AWS didn't answer in the time there is. What had begun may have been carried out: look before you \
                repeat it. Trying again is safe.
                """,
            retryAfter: 5)
    }

    /// The problem that an error is to whoever asked.
    package init(of error: any Error) {
        self =
            switch error {
            case let problem as Problem: problem
            case let error as any ProblemConvertible: error.problem
            default: .unexpected("\(Swift.type(of: error)): \(error)")
            }
    }

    /// An error that nobody planned for: 500, with a text that reveals nothing about it.
    package static func unexpected(_ cause: String) -> Problem {
        Problem(
            "unexpected", status: .internalServerError, title: "Something went wrong here",
            detail: """
                This is our fault, not yours. Look whether what you wanted happened before you repeat it; if it goes \
                on, give the request's id to the people who run this page.
                """,
            cause: cause)
    }
}
