import Formats

extension PGPError: CustomStringConvertible {
    /// What went wrong and what to do, to follow “the PGP key of alice: ”.
    package var description: String {
        switch self {
        case .refused(let refusal): refusal.description
        case .noLibrary:
            "libgpgme isn't installed, by which secrets are encrypted: on Debian, apt install libgpgme11 gpg"
        case .noProgram: "gpg isn't installed, by which secrets are encrypted: on Debian, apt install gpg"
        case .failed(let reason): "GnuPG says: \(reason)"
        }
    }
}

extension KeyRefusal: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .empty: "it is empty: give what “gpg --armor --export ADDRESS” prints"
        case .tooLong:
            "it has more than \(PublicKeyText.maximumBytes / 1_024) KiB: export it with --export-options export-minimal"
        case .keybase:
            "keys aren't fetched from keybase.io, where they can be changed unseen: put what “gpg --armor --export ADDRESS” "
                + "prints in the file"
        case .notAKey(let what): "it isn't a public key: \(what). Give what “gpg --armor --export ADDRESS” prints"
        case .privateKey:
            "it is a private key, which nobody but its owner should have: take it out, have its owner revoke it, and ask "
                + "for a new public one"
        case .severalKeys: "it has several keys: give the one that belongs to the person"
        case .notSigned: "it has no name that it signed itself, or was damaged: export it again"
        case .revoked: "it was revoked: ask for the person's new key"
        case .expired(let date):
            "it expired\(date.map { " on \(Timestamp.format($0).prefix(10))" } ?? ""): have its owner extend it, and export "
                + "it again"
        case .disabled: "it is disabled: ask for the person's other key"
        case .signsOnly: "it can only sign: have its owner add a subkey for encryption, and export it again"
        case .noUsableSubkey:
            "its subkeys for encryption have expired or are revoked: have its owner add one, and export it again"
        case .weak(let what):
            "it is too weak: \(what). Ask for a key of today's, such as “gpg --quick-generate-key” makes"
        }
    }
}
