/// When a session that was logged out began, and when it would have ended, in seconds since 1970.
struct EndedSession: Sendable, Equatable {
    let began: Int
    let expires: Int
}
