import ArgumentParser

extension ExpressibleByArgument {
    /// Reads an option's value, and says which form it should have.
    ///
    /// - Parameter form: the end of a sentence, such as “a Region, such as eu-central-1”.
    /// - Returns: the `transform` of an option.
    static func argument(like form: String) -> @Sendable (String) throws -> Self {
        { text in
            guard let value = Self(argument: text) else { throw ValidationError("it should be \(form)") }
            return value
        }
    }
}
