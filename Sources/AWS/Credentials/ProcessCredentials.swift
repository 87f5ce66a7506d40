import Concurrency
import FoundationEssentials
import Subprocess
import SystemPackage

/// The credentials that a program prints, which a profile names as its `credential_process`.
///
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>
struct ProcessCredentials: CredentialsSource {
    var context: CredentialsContext
    /// The name of the profile that names the program.
    var profile: String
    /// The command line. It is split into words as a shell would do it, but no shell runs it.
    var command: String
    var timeout: Duration = .seconds(30)

    private static let source = "credential_process"

    func load() async throws(AWSError) -> FoundCredentials? {
        guard let words = CommandLineWords.split(command), let program = words.first else {
            throw .credentials("credential_process is empty or has an open quote")
        }
        let output = try await run(program, Array(words.dropFirst()))
        let document = try CredentialsDocument(output, from: Self.source)
        guard document.version == 1 else { throw .credentials("credential_process printed no Version 1") }
        return FoundCredentials(
            try document.credentials(from: Self.source, now: context.timekeeper.now()), from: .process(profile: profile)
        )
    }

    /// Runs the program, for as long as ``timeout`` at most, and returns what it printed, up to 64 KiB.
    private func run(_ program: String, _ arguments: [String]) async throws(AWSError) -> [UInt8] {
        let timeout = timeout
        let environment = environment
        let outcome = await withTaskGroup(of: Result<[UInt8], AWSError>.self) { group in
            group.addTask { await Self.output(of: program, arguments, environment) }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return .failure(.credentials("credential_process took longer than \(timeout)"))
            }
            let first = await group.next()
            // Ends the program if it is still running.
            group.cancelAll()
            return first
        }
        guard let outcome else { throw .credentials("credential_process was not run") }
        return try outcome.get()
    }

    private static func output(
        of program: String, _ arguments: [String], _ environment: [Environment.Key: String]
    ) async -> Result<[UInt8], AWSError> {
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
                environment: .custom(environment), output: .bytes(limit: 64 << 10), error: .bytes(limit: 64 << 10))
            guard result.terminationStatus.isSuccess else {
                let word = String(decoding: result.standardError, as: UTF8.self).prefix { !$0.isNewline }.prefix(200)
                return .failure(.credentials("credential_process \(result.terminationStatus): \(word)"))
            }
            return .success(result.standardOutput)
        } catch let error as SubprocessError {
            return .failure(.credentials("credential_process failed: \(error.code)"))
        } catch {
            return .failure(.credentials("credential_process failed"))
        }
    }

    /// Our own environment without variables that a web server may have set from a request (in plain CGI it sets
    /// `HTTP_PROXY` from a header field), and without Latchkey's own secrets.
    private var environment: [Environment.Key: String] {
        var kept: [Environment.Key: String] = [:]
        for (name, value) in context.environment where !name.hasPrefix("HTTP_") && !name.hasPrefix("LATCHKEY_") {
            if let key = Environment.Key(rawValue: name) { kept[key] = value }
        }
        return kept
    }
}
