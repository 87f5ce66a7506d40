/// How long a session of a role lasts, in seconds: 900 to 43,200.
package struct SessionDuration: Sendable, Hashable, Comparable {
    package let seconds: Int

    /// Nil outside of what STS takes.
    package init?(seconds: Int) {
        guard 900...43_200 ~= seconds else { return nil }
        self.seconds = seconds
    }

    private init(known seconds: Int) { self.seconds = seconds }

    /// The most that STS allows when the caller's own credentials belong to a role.
    package static let chained = SessionDuration(known: 3_600)

    package static func < (a: SessionDuration, b: SessionDuration) -> Bool { a.seconds < b.seconds }
}
