package import AWS

/// What a user has of that which a first secret would be.
package struct FirstSecretsState: Sendable, Equatable {
    /// Whether the user has a password for the console.
    package var hasPassword: Bool
    package var hasAccessKey: Bool
    /// Nil where there is no tag, or one of another form.
    package var tag: FirstSecretTag?

    package init(hasPassword: Bool = false, hasAccessKey: Bool = false, tag: FirstSecretTag? = nil) {
        self.hasPassword = hasPassword
        self.hasAccessKey = hasAccessKey
        self.tag = tag
    }

    /// The first secrets that a person is still to be given, in the order in which they are made.
    ///
    /// A password is made where there is none. An access key is made once: whoever has one, or was given one, makes further ones
    /// themselves. One whose making was broken off is made again.
    package func missing(for person: PersonEntry) -> [FirstSecret] {
        var missing: [FirstSecret] = []
        if person.consolePassword, !hasPassword { missing.append(.password) }
        guard person.accessKey else { return missing }
        switch tag {
        case .given: break
        case .pending: missing.append(.accessKey)
        case nil: if !hasAccessKey { missing.append(.accessKey) }
        }
        return missing
    }
}

extension IAM {
    /// Reads what a person's first secrets are decided by; nothing of a user who isn't to have any.
    ///
    /// - Parameters:
    ///   - person: of whom the user exists.
    ///   - tags: the user's.
    /// - Returns: what there is.
    /// - Throws: the errors of any call.
    package func firstSecretsState(of person: PersonEntry, tags: [Tag]) async throws(AWSError) -> FirstSecretsState {
        var state = FirstSecretsState(tag: FirstSecretTag(of: .accessKey, among: tags))
        if person.consolePassword { state.hasPassword = try await hasLoginProfile(person.name) }
        if person.accessKey { state.hasAccessKey = try await !listAccessKeys(userName: person.name).isEmpty }
        return state
    }

    func hasLoginProfile(_ userName: UserName) async throws(AWSError) -> Bool {
        do throws(AWSError) {
            _ = try await getLoginProfile(userName: userName)
            return true
        } catch  where error.isNoSuchEntity {
            return false
        }
    }
}
