package import IAMPolicy

/// The form that a policy has while others change: with everything that the former or the coming document denies, and only what
/// both surely allow. Whoever has it has no more than before, and no more than the file says.
package struct PolicyNarrowing {
    /// What is done before everything else has been narrowed.
    package enum Form: Equatable {
        /// The former document is narrow already.
        case former
        /// The coming one is.
        case coming
        /// This one. It has at least one statement.
        case between(PolicyDocument)
        /// No statement is left.
        case nothing
    }

    package let form: Form

    /// - Parameters:
    ///   - former: the document that is there; nil if there is none.
    ///   - coming: the document that will be there; nil if there will be none.
    ///   - limit: the most characters without white space.
    package init(from former: FormerPolicy, to coming: PolicyMeaning?, limit: Int) {
        form = Self.form(former, coming, limit)
    }

    private static func form(_ former: FormerPolicy, _ coming: PolicyMeaning?, _ limit: Int) -> Form {
        let meaning: PolicyMeaning
        switch former {
        case .none: meaning = PolicyMeaning(PolicyDocument(statements: []))
        case .unreadable: return .between(.denyingEverything)
        case .known(let known): meaning = known
        }
        let version = coming?.version ?? meaning.version
        let hasFormer = !meaning.allows.isEmpty || !meaning.denies.isEmpty
        // The same words may mean different things in two versions of the language.
        guard version == meaning.version || !hasFormer else { return .between(.denyingEverything) }
        let denies = meaning.denies.union(coming?.denies ?? [])
        let allows = CommonStatements(of: meaning.allows, and: coming?.allows ?? [])
        if hasFormer, denies == meaning.denies, allows.all == meaning.allows { return .former }
        if let coming, denies == coming.denies, allows.all == coming.allows { return .coming }
        if denies.isEmpty && allows.all.isEmpty { return .nothing }
        for kept in [denies.union(allows.all), denies.union(allows.whole), denies] where !kept.isEmpty {
            let document = PolicyMeaning(PolicyDocument(version: version, statements: kept.map(\.written))).document
            if document.countedCharacters <= limit { return .between(document) }
        }
        return denies.isEmpty ? .nothing : .between(.denyingEverything)
    }
}

/// What two lists of statements both allow.
private struct CommonStatements {
    /// All that is certain.
    let all: Set<PolicyMeaning.Statement>
    /// The statements that stand in both.
    let whole: Set<PolicyMeaning.Statement>

    init(of former: Set<PolicyMeaning.Statement>, and coming: Set<PolicyMeaning.Statement>) {
        let whole = former.intersection(coming)
        let (goes, comes) = (former.subtracting(whole), coming.subtracting(whole))
        self.whole = whole
        if goes.allSatisfy({ old in coming.contains { old.isCovered(by: $0) } }) {
            all = former
        } else if comes.allSatisfy({ new in former.contains { new.isCovered(by: $0) } }) {
            all = coming
        } else {
            var all = whole
            for common in goes.flatMap({ old in comes.compactMap { old.intersection($0) } })
            where !all.contains(where: { common.isCovered(by: $0) }) {
                all = all.filter { !$0.isCovered(by: common) }.union([common])
            }
            self.all = all
        }
    }
}

/// A document that is in the account.
package enum FormerPolicy {
    case none
    case known(PolicyMeaning)
    /// One that can't be read with certainty.
    case unreadable

    package init(_ text: String?) {
        guard let text else {
            self = .none
            return
        }
        self = PolicyMeaning(parsing: text).map(FormerPolicy.known) ?? .unreadable
    }

    var meaning: PolicyMeaning? {
        guard case .known(let meaning) = self else { return nil }
        return meaning
    }
}

extension PolicyDocument {
    /// Denies everything, whatever other policies allow.
    static let denyingEverything = PolicyDocument(
        statements: [PolicyStatement(effect: .deny, elements: ["Action": "*", "Resource": "*"])])

    /// As AWS counts.
    var countedCharacters: Int { minified.countedCharacters }
}
