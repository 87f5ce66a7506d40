package import IAMPolicy

extension PolicyDocument {
    /// Denies everything, whatever other policies allow.
    package static let denyingEverything = PolicyDocument(statements: [.denyingAll])
}

extension PolicyStatement {
    static let denyingAll = PolicyStatement(effect: .deny, elements: ["Action": "*", "Resource": "*"])
}
