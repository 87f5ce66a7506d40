/// One operation of an AWS service.
package struct Operation: Sendable, Hashable, CustomStringConvertible {
    package var service: Service
    /// The name as AWS writes it: `GetUser`.
    package var name: String

    package init(_ service: Service, _ name: String) {
        self.service = service
        self.name = name
    }

    /// The operation as IAM policies write it: `iam:GetUser`.
    package var description: String { "\(service.rawValue):\(name)" }

    /// Whether the operation only reads, judged by the first word of its name.
    package var isRead: Bool {
        ["Get", "List", "Describe", "Scan", "Query"].contains { name.hasPrefix($0) }
    }
}
