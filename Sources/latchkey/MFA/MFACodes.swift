import AWS

/// Where the codes of a person's MFA device come from: the command line, a program, or the person.
struct MFACodes: Sendable {
    /// A code that the person gave beforehand.
    var given = GivenCode(nil)
    /// A command line that prints a code; nil for none.
    var command: String?
    /// The process's variables, of which the program gets all but AWS's.
    var environment: [String: String] = [:]
    /// Asks the person, without showing what they type; nil when there is nobody.
    let ask: @Sendable (String) async -> String?

    /// A code, which AWS takes once.
    ///
    /// - Parameter serialNumber: the device's ARN or serial number.
    /// - Returns: the code.
    /// - Throws: ``AWSError/credentials(_:)`` when there is none.
    func code(of serialNumber: String) async throws(AWSError) -> MFACode {
        let digits: String
        if let code = given.take() {
            digits = code
        } else if let command {
            digits = try await MFAProgram(command: command, environment: environment).code()
        } else if let line = await ask("MFA code of \(CommandError.line(serialNumber)): ") {
            digits = line
        } else {
            throw .credentials(
                "an MFA code of \(serialNumber) is needed, and there is no terminal to ask for it: "
                    + "--mfa-command or LATCHKEY_MFA_COMMAND can name a program that prints it")
        }
        guard let code = MFACode(serialNumber: serialNumber, code: String(digits.filter { !$0.isWhitespace })) else {
            throw .credentials("the MFA code should be six digits")
        }
        return code
    }
}
