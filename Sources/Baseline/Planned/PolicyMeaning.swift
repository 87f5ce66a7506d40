package import IAMPolicy

/// What a policy document says, however it is written: the order of statements and values, a single value or a list, and the
/// case of actions and of condition keys make no difference.
///
/// Two documents with equal meanings decide every request alike. The opposite doesn't hold: `s3:*` and a list of all actions of
/// S3 are two meanings.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
package struct PolicyMeaning: Sendable, Hashable {
    /// A statement, compared by what it says.
    package struct Statement: Sendable, Hashable {
        package let written: PolicyStatement
        let said: PolicyStatement

        package init(_ statement: PolicyStatement) {
            written = statement
            said = PolicyStatement(effect: statement.effect, elements: Self.normal(statement.elements))
        }

        package static func == (a: Self, b: Self) -> Bool { a.said == b.said }
        package func hash(into hasher: inout Hasher) { hasher.combine(said) }

        /// The statement as JSON on one line.
        package var text: String { written.json.minified }
    }

    package let version: PolicyDocument.Version
    package let allows: Set<Statement>
    package let denies: Set<Statement>

    package init(_ document: PolicyDocument) {
        // Without variables, the older language says the same as the newer one.
        let isOlder =
            document.version == .v2008 && document.minified.unicodeScalars.firstRange(of: "${".unicodeScalars) != nil
        version = isOlder ? .v2008 : .v2012
        let statements = document.statements.map(Statement.init)
        allows = Set(statements.filter { $0.written.effect == .allow })
        denies = Set(statements.filter { $0.written.effect == .deny })
    }

    /// Nil if the text can't be read with certainty, so that it equals nothing.
    package init?(parsing text: String) {
        guard let document = try? PolicyDocument(parsing: text) else { return nil }
        self.init(document)
    }

    package var isMixed: Bool { !allows.isEmpty && !denies.isEmpty }

    /// All statements, in an order that doesn't depend on how they were written.
    package var statements: [Statement] {
        denies.sorted { $0.text < $1.text } + allows.sorted { $0.text < $1.text }
    }

    /// The document with its statements.
    var document: PolicyDocument { PolicyDocument(version: version, statements: statements.map(\.written)) }
}

extension PolicyMeaning.Statement {
    private static func normal(_ elements: [String: PolicyElement]) -> [String: PolicyElement] {
        var said: [String: PolicyElement] = [:]
        for (name, value) in elements {
            said[name] =
                switch name {
                case "Action", "NotAction": sorted(value) { $0.lowercased() }
                case "Principal", "NotPrincipal": principal(value)
                case "Condition": condition(value)
                default: sorted(value) { $0 }
                }
        }
        return said
    }

    /// A list without repetitions, in the order of its texts; numbers and truth values are texts to IAM.
    private static func sorted(_ value: PolicyElement, _ change: (String) -> String) -> PolicyElement {
        var values: [PolicyElement]
        if case .array(let list) = value { values = list } else { values = [value] }
        values = values.map { element in
            switch element {
            case .string(let text): .string(change(text))
            case .bool(let value): .string(value ? "true" : "false")
            default: element
            }
        }
        return .array(Set(values).sorted { $0.minified < $1.minified })
    }

    /// `"*"` is everybody as `{"AWS": "*"}` is, and an account's number is its root user.
    private static func principal(_ value: PolicyElement) -> PolicyElement {
        guard let kinds = value.members else { return .object(["AWS": sorted(value) { $0 }]) }
        return .object(
            kinds.mapValues { names in
                sorted(names) { name in
                    // The partition isn't known here, and every account is in one only.
                    guard name.hasSuffix(":root"), let account = name.split(separator: ":").dropLast().last,
                        account.utf8.count == 12
                    else { return name }
                    return String(account)
                }
            })
    }

    /// Operators and keys have no case. Where two differ in nothing else, the condition stays as it is written.
    private static func condition(_ value: PolicyElement) -> PolicyElement {
        guard let operators = value.members else { return value }
        var said: [String: PolicyElement] = [:]
        for (name, keys) in operators {
            guard let keys = keys.members else { return value }
            var values: [String: PolicyElement] = [:]
            for (key, list) in keys where values.updateValue(sorted(list) { $0 }, forKey: key.lowercased()) != nil {
                return value
            }
            if said.updateValue(.object(values), forKey: name.lowercased()) != nil { return value }
        }
        return .object(said)
    }
}
