import AWS
import Testing

@testable import Baseline

/// An account, and files beside the account's file, by which texts are read.
struct ReadFile {
    var partition = Partition.aws
    var files: [String: String] = [:]

    func callAsFunction(_ text: String) throws -> (file: AccountFile, warnings: [AccountFileFault]) {
        try self(Array(text.utf8))
    }

    func callAsFunction(_ bytes: [UInt8]) throws -> (file: AccountFile, warnings: [AccountFileFault]) {
        let account = AWSAccount(id: try #require(AccountID("123456789012")), partition: partition)
        let files = self.files
        return try AccountFileReader.read(bytes, for: account) { (name) throws(FileUnreadable) in
            guard let text = files[name] else { throw FileUnreadable("isn’t there") }
            return Array(text.utf8)
        }
    }

    /// What is wrong with a text, a line for each fault.
    func faults(_ text: String) throws -> [String] {
        do {
            _ = try self(text)
            return []
        } catch let error as AccountFileError {
            return error.faults.map(\.description)
        }
    }

    /// A file of the repository, such as `scripts/aws/account.yaml`.
    static func path(_ name: String) -> String {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/") + "/"
            + name
    }
}
