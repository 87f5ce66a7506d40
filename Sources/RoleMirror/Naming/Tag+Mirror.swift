package import AWS

extension Tag {
    /// Latchkey's own tag on the roles that it makes: what tells them from others where no record does.
    package static let mirror = Tag(key: "latchkey:mirror", value: "true")

    static let mostPerRole = 50
}
