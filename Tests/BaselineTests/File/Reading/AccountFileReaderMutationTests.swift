import FoundationEssentials
import TestSupport
import Testing

@testable import Baseline

@Suite(.timeLimit(.minutes(1))) struct AccountFileReaderMutationTests {
    private static let pieces = [
        "", " ", "\n", "{", "}", "[", "]", ":", ": ", "'", "\"", "|", "-", "&a", "*a", "!x", "#", "\t", "\u{301}", "${",
        "*", "file",
        "groups", "arn:aws:iam::123456789012:role/x", "ACCOUNT_ID", "true", "99999999999999999999", "\0",
    ]

    @Test func `a file that is spoilt anywhere is read or has faults with lines`() throws {
        var random = SeededGenerator()
        let bytes = Array(try Data(contentsOf: URL(filePath: ReadFile.path("scripts/aws/account.yaml"))))
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 2
        let read = ReadFile()
        for _ in 0..<60 {
            var text = bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let start = Int.random(in: 0...text.count, using: &random)
                let end = min(text.count, start + Int.random(in: 0...8, using: &random))
                text.replaceSubrange(start..<end, with: (Self.pieces.randomElement(using: &random) ?? "").utf8)
            }
            do {
                let file = try read(text).file
                for role in file.roles { _ = try file.trustPolicy(of: role) }
                for group in file.groups { _ = try file.inlinePolicies(of: group) }
            } catch let error as AccountFileError {
                #expect(!error.faults.isEmpty && error.faults.allSatisfy { 1...lines + 3 ~= $0.line }, "\(random.seed)")
            }
        }
    }
}
