/// The plan as a tree for people.
extension AccountPlan {
    /// Whether a terminal shows colours.
    package enum Colours: Sendable {
        case on
        case off

        fileprivate func paint(_ sign: Difference.Sign, _ text: String) -> String {
            guard self == .on else { return text }
            let code =
                switch sign {
                case .add: "32"
                case .change: "33"
                case .remove: "31"
                }
            return "\u{1b}[\(code)m\(text)\u{1b}[0m"
        }
    }

    /// Lines of text, with one at their end that counts.
    package func text(_ colours: Colours = .off) -> String {
        var lines: [String] = []
        for entity in entities {
            let sign = entity.fate.sign
            lines.append(colours.paint(sign, "\(sign.rawValue) \(Self.plain(entity.entity.words))"))
            for difference in entity.differences { append(difference, 1, colours, &lines) }
        }
        for conflict in conflicts {
            var line = "! \(conflict.entity.words): \(conflict.reason)\(Self.place(conflict.line))"
            if conflict.canBeAdopted { line += "; --adopt \(conflict.entity.words) takes it over" }
            lines.append(colours.paint(.remove, Self.plain(line)))
        }
        for excess in excesses {
            let line = "! \(excess.words)\(Self.place(excess.line))" + (excess.advice.map { ": \($0)" } ?? "")
            lines.append(colours.paint(.remove, Self.plain(line)))
        }
        for warning in warnings { lines.append(colours.paint(.remove, Self.plain("! \(warning)"))) }
        let impact = callerImpact
        for warning in impact?.warnings ?? [] { lines.append(colours.paint(.remove, Self.plain("! \(warning)"))) }
        for note in notes + (impact?.notes ?? []) { lines.append(Self.plain("* \(note)")) }
        lines.append(summary)
        return lines.map { $0 + "\n" }.joined()
    }

    private func append(_ difference: Difference, _ depth: Int, _ colours: Colours, _ lines: inout [String]) {
        let indent = String(repeating: "    ", count: depth)
        lines.append(
            indent + colours.paint(difference.sign, "\(difference.sign.rawValue) \(Self.plain(difference.text))"))
        for detail in difference.details { append(detail, depth + 1, colours, &lines) }
    }

    /// “2 to create, 1 to change”.
    package var summary: String {
        let counts = [
            (count(.create), "to create"), (count(.adopt), "to take over"), (count(.change), "to change"),
            (count(.remove), "to remove"), (conflicts.count, conflicts.count == 1 ? "conflict" : "conflicts"),
            (excesses.count, "beyond AWS's limits"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        guard !counts.isEmpty else { return conclusion }
        return "Account \(account)\(region.map { ", tables in \($0)" } ?? ""): " + counts.joined(separator: ", ") + "."
    }

    /// What is so once all of it is done: “The account 123456789012 is as the file says, with its tables in eu-west-1.”
    package var conclusion: String {
        let place = region.map { ", with its tables in \($0)" } ?? ""
        guard !kept.isEmpty else { return "The account \(account) is as the file says\(place)." }
        return "The account \(account) is as the file says\(place), but still has what the file no longer does: "
            + kept.map { Self.plain($0.words) }.joined(separator: ", ") + "."
    }

    private static func place(_ line: Int) -> String { line > 0 ? " (line \(line))" : "" }

    /// What others wrote, without what terminals obey: control characters, and characters that turn the direction of writing or
    /// can't be seen.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                plain += "\u{fffd}"
            default: plain.unicodeScalars.append(scalar)
            }
        }
        return plain
    }
}

extension LimitExcess {
    /// “user/alice: 12 groups, and AWS allows 10”.
    package var words: String { "\(entity.words): \(count) \(what), and AWS allows \(limit)" }
}
