import IAMPolicy

/// One thing that would be another.
package struct Difference: Sendable, Hashable {
    package enum Sign: String, Sendable {
        case add = "+"
        case change = "~"
        case remove = "-"
    }

    package var sign: Sign
    package var text: String
    /// What it consists of, such as the statements of a policy.
    package var details: [Difference]

    package init(_ sign: Sign, _ text: String, details: [Difference] = []) {
        self.sign = sign
        self.text = text
        self.details = details
    }

    /// The statements that go and come between two documents.
    static func statements(from former: PolicyMeaning?, to coming: PolicyMeaning?) -> [Difference] {
        let old = former.map { $0.allows.union($0.denies) } ?? []
        let new = coming.map { $0.allows.union($0.denies) } ?? []
        var details = old.subtracting(new).map { Difference(.remove, $0.text) }.sorted { $0.text < $1.text }
        details += new.subtracting(old).map { Difference(.add, $0.text) }.sorted { $0.text < $1.text }
        if let former, let coming, former.version != coming.version {
            details.append(Difference(.change, "Version: \(former.version.rawValue) → \(coming.version.rawValue)"))
        }
        return details
    }
}
