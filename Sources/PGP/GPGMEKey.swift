import CGPGME
import FoundationEssentials

/// What GnuPG says of a key, while its memory is there (`gpgme_key_t`).
@safe struct GPGMEKey: ~Copyable {
    private let key: GPGMELibrary.Key

    init(_ key: GPGMELibrary.Key) { unsafe self.key = key }

    /// What can be said of the whole key.
    var facts: KeyFacts {
        let flags = unsafe key.pointee
        var subkeys: [KeyFacts.Subkey] = []
        var next = unsafe flags.subkeys
        while let subkey = unsafe next {
            subkeys.append(unsafe Self.subkey(subkey.pointee))
            unsafe next = subkey.pointee.next
        }
        let name = unsafe flags.uids.flatMap { unsafe $0.pointee.uid }
        return unsafe KeyFacts(
            isRevoked: flags.revoked != 0, isExpired: flags.expired != 0, isDisabled: flags.disabled != 0,
            isInvalid: flags.invalid != 0, userID: name.map { unsafe String(cString: $0) } ?? "", subkeys: subkeys)
    }

    private static func subkey(_ subkey: _gpgme_subkey) -> KeyFacts.Subkey {
        let date = { (seconds: Int) in seconds > 0 ? Date(timeIntervalSince1970: Double(seconds)) : nil }
        return unsafe KeyFacts.Subkey(
            fingerprint: subkey.fpr.map { unsafe String(cString: $0) } ?? "",
            isUsable: subkey.revoked == 0 && subkey.expired == 0 && subkey.disabled == 0 && subkey.invalid == 0,
            encrypts: subkey.can_encrypt != 0, algorithm: Int(subkey.pubkey_algo.rawValue), bits: Int(subkey.length),
            created: date(subkey.timestamp), expires: date(subkey.expires))
    }
}
