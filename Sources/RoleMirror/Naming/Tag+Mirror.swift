package import AWS

extension Tag {
    /// The key of Latchkey's own tag on the roles that it makes.
    package static let mirrorKey = "latchkey:mirror"

    /// Latchkey's own tag on a user's role. It tells the role from others, and says whose it is.
    ///
    /// The value is the user's unique ID, a slash and their name, with a colon for each comma: IAM takes no commas in the
    /// values of tags, and no colons in the names of users.
    package static func mirror(of user: User) -> Tag {
        let name = user.userName.description.map { $0 == "," ? ":" : $0 }
        return Tag(key: mirrorKey, value: "\(user.userID)/\(String(name))")
    }

    /// Whether this is Latchkey's own tag, whatever its value.
    package var isMirror: Bool { hasKey(Self.mirrorKey) }

    /// Whether the tag is one of Latchkey's, which says something of the very thing that bears it.
    package var isOfLatchkey: Bool { key.lowercased().hasPrefix("latchkey:") }

    /// The most tags that IAM takes on a role.
    ///
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    static let mostPerRole = 50
}

extension Role {
    /// The user whom Latchkey's own tag names, and their unique ID; nil where there is no such tag, or one of a former version
    /// that names nobody.
    var taggedUser: (id: String, name: UserName)? {
        guard let value = tags.first(where: \.isMirror)?.value, let slash = value.firstIndex(of: "/") else {
            return nil
        }
        let name = value[value.index(after: slash)...].map { $0 == ":" ? "," : $0 }
        return UserName(String(name)).map { (String(value[..<slash]), $0) }
    }

    /// Whether the role has Latchkey's own tag as a former version wrote it, which names nobody.
    var hasFormerMark: Bool { tags.contains { $0.isMirror && $0.value == "true" } }
}
