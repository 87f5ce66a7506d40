import IAMPolicy

/// The form that a policy has while others change: with everything that the former or the coming document denies, and only what
/// both allow. Whoever has it has no more than before, and no more than the file says.
struct PolicyNarrowing {
    /// What is done before everything else has been narrowed.
    enum Form: Equatable {
        /// The former document is narrow already.
        case former
        /// The coming one is.
        case coming
        /// This one. It has at least one statement.
        case between(PolicyDocument)
        /// No statement is left.
        case nothing
    }

    let form: Form

    /// - Parameters:
    ///   - former: the document that is there; nil if there is none.
    ///   - coming: the document that will be there; nil if there will be none.
    ///   - limit: the most characters without white space.
    init(from former: FormerPolicy, to coming: PolicyMeaning?, limit: Int) {
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
        let allows = meaning.allows.intersection(coming?.allows ?? [])
        if hasFormer, denies == meaning.denies, allows == meaning.allows { return .former }
        if let coming, denies == coming.denies, allows == coming.allows { return .coming }
        if denies.isEmpty && allows.isEmpty { return .nothing }
        for kept in [denies.union(allows), denies] where !kept.isEmpty {
            let document = PolicyDocument(
                version: version, statements: kept.sorted { $0.text < $1.text }.map(\.written))
            if document.countedCharacters <= limit { return .between(document) }
        }
        return denies.isEmpty ? .nothing : .between(.denyingEverything)
    }
}

/// A document that is in the account.
enum FormerPolicy {
    case none
    case known(PolicyMeaning)
    /// One that can't be read with certainty.
    case unreadable

    init(_ text: String?) {
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
    var countedCharacters: Int { minified.unicodeScalars.count { !$0.properties.isWhitespace } }
}
