/// One operation of one service, by AWS's names.
package struct Operation: Sendable, Hashable, CustomStringConvertible {
    package var service: Service
    /// As AWS writes it: `GetUser`.
    package var name: String

    package init(_ service: Service, _ name: String) {
        self.service = service
        self.name = name
    }

    /// As IAM policies write it: `iam:GetUser`.
    package var description: String { "\(service.rawValue):\(name)" }

    /// Whether it only reads, by AWS's way of naming operations.
    package var isRead: Bool {
        ["Get", "List", "Describe", "Scan", "Query"].contains { name.hasPrefix($0) }
    }
}
