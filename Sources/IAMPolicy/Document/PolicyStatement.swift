/// One statement of a policy document, with its elements as they are written.
package struct PolicyStatement: Sendable, Hashable {
    package enum Effect: String, Sendable {
        case allow = "Allow"
        case deny = "Deny"
    }

    package var effect: Effect
    /// Every element but `Sid` and `Effect`, by name. A `Sid` decides nothing and has to be unique in its document, so it is
    /// dropped: statements may move to another document.
    package var elements: [String: PolicyElement]

    package init(effect: Effect, elements: [String: PolicyElement]) {
        self.effect = effect
        self.elements = elements
    }

    private static let elementNames: Set<String> = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    init(_ json: PolicyElement) throws(MalformedPolicy) {
        guard var elements = json.members else { throw .element("Statement") }
        for name in elements.keys where !Self.elementNames.contains(name) { throw .element(name) }
        guard let text = elements.removeValue(forKey: "Effect")?.string, let effect = Effect(rawValue: text) else {
            throw .element("Effect")
        }
        elements.removeValue(forKey: "Sid")
        self.init(effect: effect, elements: elements)
    }

    /// The statement as JSON.
    package var json: PolicyElement {
        .object(elements.merging(["Effect": .string(effect.rawValue)]) { $1 })
    }
}
