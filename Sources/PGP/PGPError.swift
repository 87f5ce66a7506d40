package import FoundationEssentials

/// Why something can't be encrypted to a key.
package enum PGPError: Error, Sendable, Equatable {
    /// The key isn't one that secrets may be encrypted to.
    case refused(KeyRefusal)
    /// There is no libgpgme on this machine.
    case noLibrary
    /// There is no gpg on this machine, which does libgpgme's work.
    case noProgram
    /// What libgpgme, or the system, said.
    case failed(String)
}

/// What is wrong with a key.
package enum KeyRefusal: Error, Sendable, Equatable {
    /// There is nothing.
    case empty
    /// More than ``PublicKeyText/maximumBytes``.
    case tooLong
    /// A name at keybase.io instead of a key.
    case keybase
    /// Something else, such as a message.
    case notAKey(String)
    /// A private key.
    case privateKey
    /// More than one key.
    case severalKeys
    /// It names nobody, or isn't signed by itself.
    case notSigned
    case revoked
    case expired(Date?)
    case disabled
    /// No part of it is for encryption.
    case signsOnly
    /// The parts of it for encryption have expired or are revoked.
    case noUsableSubkey
    /// A part of it is of a kind or size that no longer holds.
    case weak(String)
}
