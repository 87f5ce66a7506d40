package import AWS

extension Tag {
    /// Latchkey's own tag on the roles that it makes. It tells them from others where no record does.
    package static let mirror = Tag(key: "latchkey:mirror", value: "true")

    /// The most tags that IAM takes on a role.
    ///
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    static let mostPerRole = 50
}
