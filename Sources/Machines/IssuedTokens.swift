package import Secrets

/// What a program gets: shown once, and kept nowhere but on its machine.
package struct IssuedTokens: Sendable {
    package let machine: SignedInMachine
    package let access: Secret
    package let refresh: Secret
    /// For how many seconds the access token is good.
    package let accessDuration: Int
    /// For how many seconds the tokens can be renewed.
    package let remaining: Int
}
