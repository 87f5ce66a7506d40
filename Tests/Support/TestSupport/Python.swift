import FoundationEssentials
import Subprocess

/// Runs this repository's Python scripts, in the environment that has botocore.
package enum Python {
    /// A script failed; the text is what it complained of.
    package struct Failure: Error {
        var script: String
        var complaint: String
    }

    /// What a script of Tests/Support/Botocore prints, from JSON.
    package static func json<Value: Decodable>(_ script: String, _ arguments: [String] = []) async throws -> Value {
        let support = #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Botocore"
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
