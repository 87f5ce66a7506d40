import AWS
import ArgumentParser
import Baseline
import Formats
import IdentityProofs

/// A session that is opened with the person's credentials, so that they act as it.
struct SessionOptions: ParsableArguments {
    /// The longest session policy that AWS takes, in characters.
    private static let maximumPolicyLength = 2_048

    @Option(
        name: .customLong("assume-role-arn"),
        help: ArgumentHelp("A role that is assumed with your credentials, and proved then.", valueName: "arn"))
    var roleARN: String?

    @Option(
        name: .customLong("assume-role-external-id"),
        help: ArgumentHelp("The external ID that the role's trust policy wants.", valueName: "text"))
    var externalID: String?

    @Option(
        name: .customLong("assume-role-session-name"),
        help: ArgumentHelp("The name of the role's session.", valueName: "name"))
    var sessionName: String?

    @Option(
        name: .customLong("assume-role-policy"),
        help: ArgumentHelp("A session policy: JSON, or the path of a file with it.", valueName: "json-or-path"))
    var policy: String?

    @Option(
        help: ArgumentHelp("How long the session lasts, such as 1h or 900s.", valueName: "duration"),
        transform: SessionDuration.argument(like: "hours, minutes or seconds, such as 1h, 90m or 900s"))
    var sessionDuration: SessionDuration?

    @Option(
        help: ArgumentHelp(
            "The MFA device whose code is needed: its ARN or serial number. Without a role, a session of your own is opened.",
            valueName: "arn"))
    var mfaSerialNumber: String?

    @Option(
        help: ArgumentHelp("The device's code. Without it you are asked, once a session.", valueName: "digits"))
    var mfaTokenCode: String?

    func validate() throws {
        if let roleARN {
            guard let arn = ARN(roleARN), IAMIdentity(arn: arn, userID: nil)?.kind == .role, arn.service == "iam" else {
                throw ValidationError("--assume-role-arn should be like arn:aws:iam::123456789012:role/name.")
            }
        } else if externalID != nil || sessionName != nil || policy != nil {
            throw ValidationError("The options --assume-role-… need --assume-role-arn.")
        }
        if let externalID, !(2...1_224).contains(externalID.utf8.count) {
            throw ValidationError("--assume-role-external-id should have 2 to 1224 characters.")
        }
        if let sessionName, RoleSessionName(sessionName) == nil {
            throw ValidationError("--assume-role-session-name should be 2 to 64 letters, digits or =,.@_-.")
        }
        if let code = mfaTokenCode, MFACode(serialNumber: "", code: code) == nil {
            throw ValidationError("--mfa-token-code should be six digits.")
        }
        try validateDuration()
    }

    private func validateDuration() throws {
        guard let duration = sessionDuration else { return }
        guard roleARN != nil || mfaSerialNumber != nil else {
            throw ValidationError("--session-duration needs --assume-role-arn or --mfa-serial-number.")
        }
        let longest = roleARN == nil ? 36 : 12
        guard (900...longest * 3_600).contains(duration.seconds) else {
            throw ValidationError("--session-duration should be from 15m to \(longest)h.")
        }
    }

    /// The session that is asked for; nil for none.
    ///
    /// - Throws: ``CommandError`` when the policy can't be read.
    func requested(in context: CommandContext) throws(CommandError) -> RequestedSession? {
        guard roleARN != nil || mfaSerialNumber != nil else { return nil }
        return RequestedSession(
            roleARN: roleARN.flatMap { ARN($0) }, roleSessionName: sessionName.flatMap { RoleSessionName($0) },
            externalID: externalID, policy: try policyDocument(context.files),
            durationSeconds: sessionDuration?.seconds, mfaSerialNumber: mfaSerialNumber)
    }

    private func policyDocument(_ files: FileReader) throws(CommandError) -> String? {
        guard let policy else { return nil }
        let isDocument = policy.unicodeScalars.first { !$0.properties.isWhitespace } == "{"
        let bytes = isDocument ? Array(policy.utf8) : try Self.file(policy, files)
        guard let json = try? JSONReader.read(bytes), case .object = json else {
            throw CommandError(.usage, "--assume-role-policy is no JSON object")
        }
        // Without the white space, more fits.
        let text = json.text
        guard text.unicodeScalars.count <= Self.maximumPolicyLength else {
            throw CommandError(.usage, "--assume-role-policy is longer than \(Self.maximumPolicyLength) characters")
        }
        return text
    }

    private static func file(_ path: String, _ files: FileReader) throws(CommandError) -> [UInt8] {
        let bytes: [UInt8]?
        do throws(FileUnreadable) {
            bytes = try files.bytes(of: path)
        } catch {
            throw CommandError(.usage, "--assume-role-policy: \(path) \(error.reason)")
        }
        guard let bytes else { throw CommandError(.usage, "--assume-role-policy is neither JSON nor a file: \(path)") }
        return bytes
    }
}
