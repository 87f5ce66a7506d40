extension IAM {
    /// The name of a user in the case in which IAM has it, for a name in any case; nil if there is no such user.
    ///
    /// The names of two IAM users never differ by case alone. But IAM doesn't promise that `GetUser` finds a user by a name in
    /// another case, so this reads the list of all users.
    package func canonicalUserName(of name: UserName) async throws(AWSError) -> UserName? {
        try await listUsers().first { $0.userName.isSame(as: name) }?.userName
    }

    /// Asks for something of a user by a name in any case: with the name as it is and, where IAM finds no such user, with the
    /// name as IAM spells it.
    ///
    /// - Parameters:
    ///   - name: the user's.
    ///   - ask: asks by one spelling, and fails with `NoSuchEntity` if there is no such user.
    /// - Returns: what `ask` returned, and the spelling that it was asked by; nil if there is no such user.
    /// - Throws: the errors of any other call.
    package func ofUser<Value>(
        _ name: UserName, _ ask: (UserName) async throws(AWSError) -> Value
    ) async throws(AWSError) -> (name: UserName, value: Value)? {
        do throws(AWSError) {
            return (name, try await ask(name))
        } catch  where error.isNoSuchEntity {
            guard let spelled = try await canonicalUserName(of: name), spelled != name else { return nil }
            do throws(AWSError) {
                return (spelled, try await ask(spelled))
            } catch  where error.isNoSuchEntity {
                return nil
            }
        }
    }

    /// The user of a name in any case; nil if there is none.
    package func user(inAnyCase name: UserName) async throws(AWSError) -> User? {
        try await ofUser(name) { (name) throws(AWSError) in try await getUser(userName: name) }?.value
    }
}
