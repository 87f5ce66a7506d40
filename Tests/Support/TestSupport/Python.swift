import FoundationEssentials
import Subprocess

/// Runs this repository's Python scripts, in the environment that has botocore.
package enum Python {
    /// A script failed; the text is what it complained of.
    package struct Failure: Error {
        var script: String
        var complaint: String
    }

    /// What a script prints, from JSON.
    ///
    /// - Parameters:
    ///   - script: its name.
    ///   - arguments: what it is called with.
    ///   - folder: where it is in Tests/Support.
    /// - Returns: the value.
    /// - Throws: ``Failure`` if the script fails, or what Subprocess and the decoder throw.
    package static func json<Value: Decodable>(
        _ script: String, _ arguments: [String] = [], in folder: String = "Botocore"
    ) async throws -> Value {
        let support = #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/\(folder)"
        let named = ProcessInfo.processInfo.environment["LATCHKEY_TEST_PYTHON"]
        let result = try await run(
            .name("env"), arguments: Arguments([named ?? "python3", "/\(support)/\(script)"] + arguments),
            output: .bytes(limit: 16 << 20), error: .bytes(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else {
            throw Failure(script: script, complaint: String(decoding: result.standardError, as: UTF8.self))
        }
        return try JSONDecoder().decode(Value.self, from: Data(result.standardOutput))
    }
}
