import FoundationEssentials
import Subprocess

/// The home of somebody who uses GnuPG: makes keys, and decrypts.
package struct GnuPGHome: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    package let path: String

    /// Makes a home, calls `body`, and ends the agent that holds its keys.
    package static func with<Value: Sendable>(_ body: (GnuPGHome) async throws -> Value) async throws -> Value {
        // The socket of an agent is in it, whose path can't be long.
        let home = GnuPGHome(path: "/tmp/latchkey-gpg-\(UInt32.random(in: 0 ..< .max))")
        try FileManager.default.createDirectory(
            atPath: home.path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body(home))
        } catch {
            outcome = .failure(error)
        }
        _ = try? await run(
            .name("gpgconf"), arguments: ["--homedir", home.path, "--kill", "all"], output: .discarded,
            error: .discarded)
        try? FileManager.default.removeItem(atPath: home.path)
        return try outcome.get()
    }

    /// Runs gpg, and returns its standard output.
    @discardableResult
    package func gpg(_ arguments: [String], input: String = "") async throws -> String {
        let usual = [
            "--homedir", path, "--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "",
        ]
        let result = try await run(
            .name("gpg"), arguments: .init(usual + arguments), input: .string(input), output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "gpg \(arguments.joined(separator: " ")): \(result.standardError)")
        }
        return result.standardOutput
    }

    /// Makes a key without a passphrase, by default one for signing and encryption.
    ///
    /// - Returns: the public key in armour.
    package func makeKey(
        of person: String, _ algorithm: String = "future-default", usage: String = "default", expires: String = "never",
        at time: String? = nil
    ) async throws -> String {
        let clock = time.map { ["--faked-system-time", $0] } ?? []
        try await gpg(clock + ["--quick-generate-key", person, algorithm, usage, expires])
        return try await publicKey(of: person)
    }

    /// The public key of somebody, or of several, in armour.
    package func publicKey(of person: String) async throws -> String { try await gpg(["--armor", "--export", person]) }

    /// What a message says.
    package func decrypt(_ message: String) async throws -> String { try await gpg(["--decrypt"], input: message) }
}
