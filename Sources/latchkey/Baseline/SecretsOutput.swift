import Baseline

/// Encrypted first secrets on standard output, one after the other.
struct SecretsOutput: SecretDelivery {
    let streams: Streams

    func deliver(_ message: String, named name: String) throws(FirstSecretError) {
        do throws(CommandError) {
            try streams.output(message + "\n")
        } catch {
            throw .delivery(error.description)
        }
    }

    func withdraw(_ name: String) {
        streams.error("the message for “gpg --decrypt ./\(name)” that was printed is void: throw it away")
    }
}
