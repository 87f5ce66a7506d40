import AWS
import Concurrency
import Cryptography
import Formats
import FoundationEssentials
import Reactor
import SystemPackage

/// Sessions that needed an MFA code, kept in files that nobody else reads, as AWS's command line keeps them.
struct KeptSessions: MFASessions {
    /// How long a session must still be good to be used, in seconds.
    private static let minimumRemaining: TimeInterval = 60

    /// The tool's folder of caches; nil if nothing says where it is, so that nothing is kept.
    let folder: String?
    let codes: MFACodes
    let context: CommandContext

    func session(
        for request: MFASessionRequest, opening open: (MFACode) async throws(AWSError) -> Credentials
    ) async throws(AWSError) -> Credentials {
        guard let file = file(of: request) else {
            // Without a place to keep it, the person is asked again the next time.
            return try await opened(request, open)
        }
        if let kept = kept(in: file) { return kept }
        // AWS takes a code once, so that of several processes one asks for it, and opens the session for all.
        let lock = try await lock(beside: file)
        defer { withExtendedLifetime(lock) {} }
        if let kept = kept(in: file) { return kept }
        let opened = try await opened(request, open)
        try? file.update { _ in opened.sessionToken == nil ? nil : opened.document.bytes }
        return opened
    }

    private func opened(
        _ request: MFASessionRequest, _ open: (MFACode) async throws(AWSError) -> Credentials
    ) async throws(AWSError) -> Credentials {
        let opened = try await open(try await codes.code(of: request.serialNumber))
        context.streams.error(words(opened, request))
        return opened
    }

    private func lock(beside file: PrivateFile) async throws(AWSError) -> FileLock {
        do throws(CommandError) {
            return try await ProcessLock(path: FilePath("\(file.path).question")).take(in: context).lock
        } catch {
            throw .credentials(error.description)
        }
    }

    func forget(_ request: MFASessionRequest) async {
        try? file(of: request)?.update { _ in [] }
    }

    private func file(of request: MFASessionRequest) -> PrivateFile? {
        folder.map { PrivateFile(FilePath("\($0)/sessions/\(Self.name(of: request)).json")) }
    }

    /// Which session was opened, and what the next code is for.
    private func words(_ opened: Credentials, _ request: MFASessionRequest) -> String {
        let time = opened.expiration.map {
            " for " + WhoamiReport.words($0.timeIntervalSince(context.timekeeper.now()).rounded())
        }
        switch (request.session.roleARN, request.use) {
        case (nil, .roles):
            return "the MFA code opened a session of yours\(time ?? ""): with it roles are assumed for up to an hour, "
                + "without another code"
        case (nil, .itself): return "the MFA code opened a session of yours\(time ?? "")"
        case (let role?, _):
            return
                "the MFA code opened the session of \(role) itself\(time ?? ""), as for more than an hour the code has "
                + "to go to the role: another role needs another code"
        }
    }

    private func kept(in file: PrivateFile) -> Credentials? {
        guard let bytes = try? file.read(),
            let kept = try? CredentialsDocument(bytes, from: "the file").credentials(from: "the file"),
            kept.sessionToken != nil, let end = kept.expiration,
            end.timeIntervalSince(context.timekeeper.now()) > Self.minimumRemaining
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
