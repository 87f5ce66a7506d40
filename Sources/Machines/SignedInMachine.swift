package import FoundationEssentials

/// A machine on which a person is signed in: a program there has tokens, by which it is this person.
package struct SignedInMachine: Sendable, Equatable, Identifiable {
    package let id: MachineID
    /// The name under which the web server authenticated the person.
    package var name: String
    /// The program that asked, by its client's name.
    package var client: String
    /// The machine's name, as the program gave it: nobody has verified it. Nil when it gave none.
    package var label: String?
    /// The session tags that the web server passed at the sign-in, as a form of keys and values. Empty without any.
    package var tags: String
    /// When the person signed in.
    package var began: Date
    /// When its tokens were renewed last.
    package var renewed: Date
    /// Until when they can be.
    package var ends: Date
    /// How often they were renewed.
    var generation: Int
    /// The digest of the only refresh token that is good.
    var refreshDigest: String
    /// The digests of the access tokens that are good, and until when, in seconds since 1970.
    var accessDigests: [String: Int]
}
