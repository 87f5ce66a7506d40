package import AWS

/// A managed policy of the file.
package struct PolicyEntry: Sendable, Equatable {
    package var name: PolicyName
    /// IAM never changes it: another one asks for another policy.
    package var description: String?
    package var document: WrittenPolicy
    /// Where the entry begins, from 1.
    package var line: Int

    package init(name: PolicyName, description: String? = nil, document: WrittenPolicy, line: Int = 0) {
        self.name = name
        self.description = description
        self.document = document
        self.line = line
    }
}
