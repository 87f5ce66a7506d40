extension IAM {
    /// A user; without a name, the user who signs the call. Fails with `NoSuchEntity` if there is none.
    package func getUser(userName: UserName? = nil) async throws(AWSError) -> User {
        var form = form("GetUser")
        form.add("UserName", userName)
        return try User(try await client.query(form, .idempotent).structure("User"))
    }

    /// All users whose path begins with `pathPrefix`. IAM leaves out their tags and permissions boundaries.
    package func listUsers(pathPrefix: Path = .root) async throws(AWSError) -> [User] {
        var form = form("ListUsers")
        form.add("PathPrefix", pathPrefix)
        return try await client.pages(form, list: "Users") { (member) throws(AWSError) in try User(member) }
    }

    /// The groups that the user is in.
    package func listGroupsForUser(userName: UserName) async throws(AWSError) -> [Group] {
        var form = form("ListGroupsForUser")
        form.add("UserName", userName)
        return try await client.pages(form, list: "Groups") { (member) throws(AWSError) in try Group(member) }
    }

    /// The names of the user's inline policies.
    package func listUserPolicies(userName: UserName) async throws(AWSError) -> [PolicyName] {
        var form = form("ListUserPolicies")
        form.add("UserName", userName)
        return try await client.pages(form, list: "PolicyNames") { (member) throws(AWSError) in try member.value() }
    }

    /// The managed policies attached to the user.
    package func listAttachedUserPolicies(userName: UserName) async throws(AWSError) -> [AttachedPolicy] {
        var form = form("ListAttachedUserPolicies")
        form.add("UserName", userName)
        return try await attachedPolicies(form)
    }

    /// The document of an inline policy of the user, as JSON.
    package func getUserPolicy(userName: UserName, policyName: PolicyName) async throws(AWSError) -> String {
        var form = form("GetUserPolicy")
        form.add("UserName", userName)
        form.add("PolicyName", policyName)
        return try await client.query(form, .idempotent).document("PolicyDocument")
    }

    func attachedPolicies(_ form: QueryForm) async throws(AWSError) -> [AttachedPolicy] {
        try await client.pages(form, list: "AttachedPolicies") { (member) throws(AWSError) in
            try AttachedPolicy(member)
        }
    }
}
