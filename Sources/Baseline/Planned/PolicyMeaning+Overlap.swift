import IAMPolicy

extension PolicyMeaning.Statement {
    /// Whether this denies nothing that the other doesn't deny; false where that isn't certain.
    func isDenied(by other: Self) -> Bool { self == other || allowing.isCovered(by: other.allowing) }

    /// A statement that allows what this one is about.
    private var allowing: Self { Self(PolicyStatement(effect: .allow, elements: written.elements)) }

    /// Whether there may be a request that both statements are about, as far as actions and resources tell.
    func mayMeet(_ other: Self) -> Bool { mayShareAction(with: other) && mayShareResource(with: other) }

    private func mayShareResource(with other: Self) -> Bool {
        guard let mine = written.elements["Resource"]?.texts, let others = other.written.elements["Resource"]?.texts
        else { return true }
        return mine.contains { one in
            others.contains { Self.mayMatchTheSame(Self.withoutVariables(one), Self.withoutVariables($0)) }
        }
    }

    /// A pattern with `*` for what a variable may stand for, and for all that follows one without an end.
    private static func withoutVariables(_ pattern: String) -> String {
        pattern.replacing(#/\$\{[^}]*(?:\}|$)/#, with: "*")
    }

    /// Whether there may be an action that both statements are about.
    func mayShareAction(with other: Self) -> Bool {
        switch (actions, other.actions) {
        case (.only(let mine), .only(let others)):
            mine.contains { one in others.contains { Self.mayMatchTheSame(one, $0) } }
        case (.only(let some), .all(let excepted)), (.all(let excepted), .only(let some)):
            some.contains { one in !excepted.contains { Self.actionCovers($0, one) } }
        case (.all, .all): true
        }
    }

    private enum Actions {
        case only([String])
        case all(except: [String])
    }

    private var actions: Actions {
        if let names = written.elements["Action"] { return .only(names.texts) }
        return .all(except: written.elements["NotAction"]?.texts ?? [])
    }

    /// Whether a text may match both patterns. Letters have no case.
    static func mayMatchTheSame(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.lowercased().utf8), Array(b.lowercased().utf8))
        let (many, one) = (UInt8(ascii: "*"), UInt8(ascii: "?"))
        // Whether the rest of `a` from each place and the rest of `b` may match the same; from the end.
        var later = [Bool](repeating: false, count: b.count + 1)
        for i in stride(from: a.count, through: 0, by: -1) {
            var now = later
            for j in stride(from: b.count, through: 0, by: -1) {
                let (mine, other) = (i < a.count ? a[i] : nil, j < b.count ? b[j] : nil)
                let skips = (mine == many && later[j]) || (other == many && now[min(j + 1, b.count)])
                let takes =
                    switch (mine, other) {
                    case (nil, nil): true
                    case (nil, _), (_, nil): false
                    case (many?, _): j < b.count && now[j + 1]
                    case (_, many?): later[j]
                    case (let mine?, let other?): (mine == other || mine == one || other == one) && later[j + 1]
                    }
                now[j] = skips || takes
            }
            later = now
        }
        return later[0]
    }
}
