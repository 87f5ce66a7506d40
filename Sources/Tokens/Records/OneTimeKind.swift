/// What kind of thing is used once. Things of different kinds never meet, even when their texts are the same.
package struct OneTimeKind: Sendable, Hashable {
    /// Lower-case letters: it begins the item's ID.
    let name: String

    /// The nonce of a signed identity.
    package static let nonce = OneTimeKind("nonce")
    /// The code of a link that signs in.
    package static let link = OneTimeKind("link")

    package init(_ name: StaticString) { self.name = name.description }
}
