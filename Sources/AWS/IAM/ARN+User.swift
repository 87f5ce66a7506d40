extension ARN {
    /// Whether it names the IAM user of this name. IAM compares names without regard to case, and an account has a name only
    /// once, whatever the user's path.
    package func isUser(named name: UserName) -> Bool {
        service == "iam" && resourceType == "user" && UserName(resourceName)?.isSame(as: name) == true
    }
}
