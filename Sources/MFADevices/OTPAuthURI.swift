package import AWS
import Formats
package import Secrets

/// The address that an authenticator app reads from a QR code: what it makes codes from, and what it shows beside them.
///
/// Source: <https://github.com/google/google-authenticator/wiki/Key-Uri-Format>; algorithm, digits and period are its defaults,
/// which AWS's devices have.
package struct OTPAuthURI {
    package let text: Secret

    /// - Parameters:
    ///   - issuer: whose service the codes are for.
    ///   - user: whose device it is.
    ///   - account: the AWS account, to tell it from the user's others.
    ///   - seed: in Base32.
    package init(issuer: String, user: UserName, account: String, seed: Secret) {
        let label = "\(PercentEncoding.encode(issuer)):\(PercentEncoding.encode("\(user)@\(account)"))"
        // The padding stands for nothing, and some apps don't take it.
        let secret = seed.reveal().filter { $0 != "=" }
        text = Secret("otpauth://totp/\(label)?secret=\(secret)&issuer=\(PercentEncoding.encode(issuer))")
    }
}
