/// What a token in a form is worth.
package enum FormTokenStanding: Sendable, Equatable {
    case good
    /// It was, but the page stood open too long.
    case expired
    /// It isn't ours, or somebody else's, or for another form.
    case foreign
}
