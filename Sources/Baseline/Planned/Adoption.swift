/// What a person wants to have taken over, though no file has made it.
package struct Adoption: Sendable, Equatable {
    private var all = false
    /// In small letters, since IAM's names have no case.
    private var words: Set<String> = []

    package static let nothing = Adoption([])

    /// - Parameter words: `KIND/NAME` each, or `all`.
    package init(_ words: [String]) {
        for word in words {
            if word == "all" { all = true } else { self.words.insert(word.lowercased()) }
        }
    }

    package func includes(_ entity: Entity) -> Bool { all || words.contains(entity.words.lowercased()) }

    /// Those of the words that name nothing in `entities`.
    package func unknown(among entities: [Entity]) -> [String] {
        words.subtracting(entities.map { $0.words.lowercased() }).sorted()
    }
}
