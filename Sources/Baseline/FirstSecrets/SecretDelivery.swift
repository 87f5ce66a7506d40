/// Brings encrypted secrets to where whoever runs the command hands them over from.
package protocol SecretDelivery: Sendable {
    /// Keeps a message for good before it returns: what it holds is used only then.
    ///
    /// - Parameters:
    ///   - message: words for its reader, and the secret in ASCII armour.
    ///   - name: what a file of it is called. A message of the same name holds what is of no use any more, and is replaced.
    /// - Throws: ``FirstSecretError/delivery(_:)``.
    func deliver(_ message: String, named name: String) throws(FirstSecretError)

    /// Takes a message back that this run delivered, as its secret isn't the one that counts.
    func withdraw(_ name: String)
}
