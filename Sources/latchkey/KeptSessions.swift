import AWS
import Concurrency
import Cryptography
import Formats
import FoundationEssentials
import Reactor
import Secrets
import SystemPackage

/// Sessions that needed an MFA code, kept in files that nobody else reads, as AWS's command line keeps them.
struct KeptSessions: MFASessions {
    /// How long a session must still be good to be used, in seconds.
    private static let minimumRemaining: TimeInterval = 60

    /// The tool's folder of caches; nil if nothing says where it is, so that nothing is kept.
    let folder: String?
    let timekeeper: Timekeeper
    /// A code that the person gave beforehand.
    var given = GivenCode(nil)
    /// Asks the person something; nil when there is nobody.
    let ask: @Sendable (String) async -> String?

    func session(
        for request: MFASessionRequest, opening open: (MFACode) async throws(AWSError) -> Credentials
    ) async throws(AWSError) -> Credentials {
        let file = folder.map { PrivateFile(FilePath("\($0)/sessions/\(Self.name(of: request)).json")) }
        if let file, let kept = kept(in: file) { return kept }
        guard let line = await code(of: request.serialNumber) else {
            throw .credentials(
                "an MFA code of \(request.serialNumber) is needed, and there is no terminal to ask for it")
        }
        let digits = String(line.filter { !$0.isWhitespace })
        guard let code = MFACode(serialNumber: request.serialNumber, code: digits) else {
            throw .credentials("the MFA code should be six digits")
        }
        let opened = try await open(code)
        // Without a place to keep it, the person is asked again the next time.
        try? file?.update { _ in opened.sessionToken == nil ? nil : opened.document.bytes }
        return opened
    }

    private func code(of serialNumber: String) async -> String? {
        if let code = given.take() { return code }
        return await ask("MFA code of \(CommandError.line(serialNumber)): ")
    }

    private func kept(in file: PrivateFile) -> Credentials? {
        guard let bytes = try? file.read(),
            let kept = try? CredentialsDocument(bytes, from: "the file").credentials(from: "the file"),
            kept.sessionToken != nil, let end = kept.expiration,
            end.timeIntervalSince(timekeeper.now()) > Self.minimumRemaining
        else { return nil }
        return kept
    }

    /// The name of the file, which tells nothing.
    private static func name(of request: MFASessionRequest) -> String {
        let session = request.session
        let parts: [String?] = [
            request.serialNumber, session.roleARN?.rawValue, session.roleSessionName?.rawValue, session.externalID,
            session.durationSeconds.map(String.init), session.policy, request.accessKeyID,
        ]
        let text = JSONValue.array(parts.map { $0.map { .string($0) } ?? .null }).bytes
        return Hexadecimal.encode(SHA256.digest(text))
    }
}
