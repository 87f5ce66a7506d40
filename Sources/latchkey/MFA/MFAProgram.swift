import AWS
import Formats
import Subprocess
import SystemPackage

/// A program that prints the code of an MFA device, such as `ykman` or `pass otp`.
struct MFAProgram: Sendable {
    /// Somebody may have to find and touch the device.
    private static let patience = Duration.seconds(120)
    private static let maximumOutput = 4_096

    /// Split into words as a shell would do it; no shell runs it.
    let command: String
    /// The process's variables.
    let environment: [String: String]
    var timeout = patience

    /// The one word of six digits in what the program prints.
    ///
    /// - Throws: ``AWSError/credentials(_:)``, without anything that the program printed.
    func code() async throws(AWSError) -> String {
        guard let words = CommandLineWords.split(command) else {
            throw .credentials("the MFA command is empty or has an open quote")
        }
        let output = try await output(of: words)
        let codes = output.split { !$0.isASCII || UInt8(ascii: " ") >= $0 }
            .filter { $0.count == 6 && $0.allSatisfy(\.isASCIIDigit) }
        guard let code = codes.first, Set(codes).count == 1 else {
            throw .credentials("the MFA command “\(words[0])” printed no code of six digits, or several")
        }
        return String(decoding: code, as: UTF8.self)
    }

    private func output(of words: [String]) async throws(AWSError) -> [UInt8] {
        let (timeout, environment) = (timeout, variables)
        let outcome = await withTaskGroup(of: Result<[UInt8], AWSError>.self) { group in
            group.addTask { await Self.run(words, environment) }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return .failure(.credentials("the MFA command “\(words[0])” took longer than \(timeout)"))
            }
            let first = await group.next()
            // Ends the program if it is still running.
            group.cancelAll()
            return first
        }
        guard let outcome else { throw .credentials("the MFA command wasn't run") }
        return try outcome.get()
    }

    private static func run(
        _ words: [String], _ environment: [Environment.Key: String]
    ) async -> Result<[UInt8], AWSError> {
        let program = words[0]
        do {
            // It may ask for a password itself, and say on standard error what to touch.
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(Array(words.dropFirst())), environment: .custom(environment),
                input: .currentStandardInput, output: .bytes(limit: maximumOutput), error: .currentStandardError)
            guard result.terminationStatus.isSuccess else {
                return .failure(.credentials("the MFA command “\(program)” failed: \(result.terminationStatus)"))
            }
            return .success(result.standardOutput)
        } catch {
            return .failure(.credentials("the MFA command “\(program)” can't be run, or prints too much"))
        }
    }

    private var variables: [Environment.Key: String] {
        var kept: [Environment.Key: String] = [:]
        for (name, value) in environment where !name.hasPrefix("AWS_") {
            if let key = Environment.Key(rawValue: name) { kept[key] = value }
        }
        return kept
    }
}

extension UInt8 {
    fileprivate var isASCII: Bool { self < 0x80 }
}
