/// What is wrong with a registration that somebody sent.
package struct RegistrationFault: Error, Sendable, Equatable {
    /// Where it is: `role_arn`, `tags.[0].claim`, `body`.
    package let member: String
    /// A sentence for whoever sent it.
    package let words: String

    package init(member: String, words: String) {
        self.member = member
        self.words = words
    }
}
