import AWS
import Secrets

/// What a person reads: the secret with where it is for, and around the encrypted secret how to read it.
struct FirstSecretMessage {
    let account: AWSAccount
    let alias: String?
    let person: UserName
    let secret: FirstSecret

    /// What a file of it is called. Accounts are kept apart, as the message of one would else take another's place.
    var fileName: String { "\(account.id)-\(person)-\(secret.rawValue).asc" }

    /// - Parameter armored: what was encrypted.
    /// - Returns: the message.
    func around(_ armored: String) -> String {
        """
        \(title), encrypted to their PGP key.
        Its owner reads it with:

            gpg --decrypt ./\(fileName)

        \(armored)
        """
    }

    func text(password: Secret, mustBeChanged: Bool) -> Secret {
        Secret(
            """
            \(title)

            Sign in at  \(signIn)
            User name   \(person)
            Password    \(password.reveal())
            \(mustBeChanged ? "\nYou will be asked for a password of your own." : "")
            Then add a second factor, on the page MFA of your company's Latchkey. Who isn't let in there has an
            administrator add it. Until you have signed in with it, you may do next to nothing.

            """)
    }

    func text(_ key: AccessKey) -> Secret {
        Secret(
            """
            # \(title), for the file ~/.aws/credentials
            [\(alias ?? account.id.description)]
            aws_access_key_id = \(key.accessKeyID)
            aws_secret_access_key = \(key.secretAccessKey.reveal())

            """)
    }

    private var title: String {
        let what =
            switch secret {
            case .password: "The first console password"
            case .accessKey: "The first access key"
            }
        return "\(what) of \(person) in the AWS account \(account.id)"
    }

    private var signIn: String { "https://\(alias ?? account.id.description).\(account.partition.signinHost)/console" }
}
