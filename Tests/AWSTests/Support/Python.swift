import FoundationEssentials
import Subprocess
import Testing

/// Runs this repository's Python scripts, in the environment that has botocore.
enum Python {
    /// What a script of Tests/Support/Botocore prints, from JSON.
    static func json<Value: Decodable>(_ script: String, _ arguments: [String] = []) async throws -> Value {
        let support = #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Support/Botocore"
        let named = ProcessInfo.processInfo.environment["LATCHKEY_TEST_PYTHON"]
        let result = try await run(
            .name("env"), arguments: Arguments([named ?? "python3", "/\(support)/\(script)"] + arguments),
            output: .bytes(limit: 16 << 20), error: .bytes(limit: 1 << 20))
        let complaint = String(decoding: result.standardError, as: UTF8.self)
        try #require(result.terminationStatus.isSuccess, "\(script) failed (botocore needed): \(complaint)")
        return try JSONDecoder().decode(Value.self, from: Data(result.standardOutput))
    }
}
