/// Changes settings of an ``INIDocument``, and leaves every other byte of the file as it is: comments, blanks, line ends.
///
/// The changes are collected, and ``result()`` makes the new file, once it is sure that it reads as it should.
package struct INIEditor: Sendable {
    /// A setting, which a section should have or should have no longer.
    package struct Setting: Sendable, Hashable {
        /// In lower case.
        package var key: String
        /// Nil for none.
        package var value: String?

        package init(_ key: String, _ value: String?) {
            self.key = key
            self.value = value
        }
    }

    private struct Section {
        /// Of the lines of its header and of those below it.
        var header: Int
        var lines: Range<Int>
    }

    private struct Replacement {
        var range: Range<Int>
        var bytes: [UInt8]
        /// Of several at the same place, the least comes first.
        var order: Int
    }

    private let bytes: [UInt8]
    private let lines: [INILine]
    private let sections: [Section]
    /// `\n`, or `\r\n` if the first line ends so.
    private let lineEnd: String
    private var replacements: [Replacement] = []
    private var expected: INIDocument
    private var hasAppended = false
    /// What changes, in the order in which it was asked for.
    package private(set) var changes: [INIChange] = []

    /// - Throws: ``INIEditError/unreadable(_:)`` for what isn't such a file.
    package init(_ bytes: [UInt8]) throws(INIEditError) {
        let lines: [INILine]
        do throws(INIError) {
            lines = try INIDocument.lines(of: bytes)
        } catch {
            throw .unreadable(error)
        }
        let headers = lines.indices.filter { if case .header = lines[$0].kind { true } else { false } }
        sections = zip(headers, headers.dropFirst() + [lines.count]).map { header, end in
            Section(header: header, lines: header + 1..<end)
        }
        let endsInReturn = lines.first.map { $0.end < $0.range.upperBound && bytes[$0.end] == UInt8(ascii: "\r") }
        lineEnd = endsInReturn == true ? "\r\n" : "\n"
        expected = INIDocument(bytes, lines)
        self.bytes = bytes
        self.lines = lines
    }

    /// The file as it reads now, with the changes.
    package var document: INIDocument { expected }

    /// The line of a section's header, from 1 on.
    package func line(ofSection index: Int) -> Int { sections[index].header + 1 }

    /// Changes settings of a section that the file has.
    ///
    /// - Parameters:
    ///   - settings: the settings; each key once.
    ///   - index: that of the section in ``document``. Each is changed once.
    /// - Throws: ``INIEditError``.
    package mutating func set(_ settings: [Setting], inSection index: Int) throws(INIEditError) {
        let section = sections[index]
        var change = INIChange(header: text(lines[section.header]), line: section.header + 1)
        var added: [Setting] = []
        for setting in settings {
            try Self.check(setting)
            let found = section.lines.filter { key(of: lines[$0]) == setting.key }
            guard found.count <= 1 else { throw .repeated(setting.key, line: found[1] + 1) }
            if let line = found.first {
                replace(line, in: section, with: setting.value, &change)
            } else if setting.value != nil {
                added.append(setting)
            }
            expected.set(setting, inSection: index)
        }
        if !added.isEmpty { insert(added, in: section, &change) }
        if !change.isEmpty { changes.append(change) }
    }

    /// Adds a section at the end of the file.
    ///
    /// - Parameters:
    ///   - name: what stands between its brackets.
    ///   - settings: its settings; each key once, and with a value.
    /// - Throws: ``INIEditError``.
    package mutating func append(_ name: String, _ settings: [Setting]) throws(INIEditError) {
        for setting in settings { try Self.check(setting) }
        guard INIChange.isPlain(name), !name.utf8.contains(where: { $0 == UInt8(ascii: "]") }) else {
            throw .impossible("the name of the section \(name)")
        }
        let added = settings.compactMap { setting in setting.value.map { "\(setting.key) = \($0)" } }
        var text = ""
        if !hasAppended, let last = lines.last {
            if last.end == last.range.upperBound { text += lineEnd }
            if last.start < last.end { text += lineEnd }
        } else if hasAppended {
            text += lineEnd
        }
        text += (["[\(name)]"] + added).map { $0 + lineEnd }.joined()
        hasAppended = true
        // Behind what is added to the last section.
        replace(bytes.count..<bytes.count, text, order: changes.count + 1)
        expected.append(name, settings)
        changes.append(INIChange(header: "[\(name)]", added: added))
    }

    /// The bytes of the file with the changes.
    ///
    /// - Throws: ``INIEditError/impossible(_:)`` when they wouldn't read as they should.
    package func result() throws(INIEditError) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        let ordered = replacements.sorted {
            ($0.range.lowerBound, $0.range.upperBound, $0.order) < (
                $1.range.lowerBound, $1.range.upperBound, $1.order
            )
        }
        for replacement in ordered {
            guard replacement.range.lowerBound >= position else { throw .impossible("a line that changes twice") }
            result += bytes[position..<replacement.range.lowerBound]
            result += replacement.bytes
            position = replacement.range.upperBound
        }
        result += bytes[position...]
        guard (try? INIDocument(result)) == expected else {
            throw .impossible("a file whose lines are indented like this")
        }
        return result
    }

    private mutating func replace(_ index: Int, in section: Section, with value: String?, _ change: inout INIChange) {
        let line = lines[index]
        guard case .setting(_, let former) = line.kind else { return }
        let continuations = lines.indices[(index + 1)..<section.lines.upperBound]
            .prefix { if case .setting = lines[$0].kind { false } else { true } }
            .filter { if case .continuation = lines[$0].kind { true } else { false } }
        guard let value else {
            replace(line.range, "")
            change.removed.append(text(line))
            remove(continuations, &change)
            return
        }
        guard !continuations.isEmpty || !bytes[former].elementsEqual(value.utf8) else { return }
        // An empty value's range stands at the end of the line, behind the blanks.
        let blank = former.isEmpty && bytes[former.lowerBound - 1] != UInt8(ascii: " ") ? " " : ""
        replace(former, blank + value)
        change.removed.append(text(line))
        change.added.append(
            String(decoding: bytes[line.range.lowerBound..<former.lowerBound], as: UTF8.self) + blank + value)
        remove(continuations, &change)
    }

    private mutating func remove(_ lines: [Int], _ change: inout INIChange) {
        for index in lines {
            replace(self.lines[index].range, "")
            change.removed.append(text(self.lines[index]))
        }
    }

    /// Puts settings behind the last one of the section, as far indented as that.
    private mutating func insert(_ settings: [Setting], in section: Section, _ change: inout INIChange) {
        let last = section.lines.last { lines[$0].kind != .nothing } ?? section.header
        let model = section.lines.last { key(of: lines[$0]) != nil } ?? section.header
        let indentation = String(
            decoding: bytes[lines[model].range.lowerBound..<lines[model].start], as: UTF8.self)
        let added = settings.map { "\(indentation)\($0.key) = \($0.value ?? "")" }
        let end = lines[last]
        var text = added.map { $0 + lineEnd }.joined()
        // Without an end of its last line, the file ends without one afterwards too.
        if end.end == end.range.upperBound { text = lineEnd + text.dropLast() }
        replace(end.range.upperBound..<end.range.upperBound, text)
        change.added += added
    }

    private mutating func replace(_ range: Range<Int>, _ text: String, order: Int = 0) {
        replacements.append(Replacement(range: range, bytes: Array(text.utf8), order: order))
    }

    private func key(of line: INILine) -> String? {
        guard case .setting(let key, _) = line.kind else { return nil }
        return String(decoding: bytes[key], as: UTF8.self).lowercased()
    }

    /// The line without its end.
    private func text(_ line: INILine) -> String {
        String(decoding: bytes[line.range.lowerBound..<line.end], as: UTF8.self)
    }

    /// Refuses what would be read as something else.
    private static func check(_ setting: Setting) throws(INIEditError) {
        let value = setting.value ?? ""
        guard INIChange.isPlain(setting.key), setting.key == setting.key.lowercased(),
            !setting.key.utf8.contains(where: { "=:[#; ".utf8.contains($0) }), value.isEmpty || INIChange.isPlain(value)
        else { throw .impossible("the setting \(setting.key)") }
    }
}

extension INIDocument {
    fileprivate mutating func set(_ setting: INIEditor.Setting, inSection index: Int) {
        sections[index].settings[setting.key] = setting.value
    }

    fileprivate mutating func append(_ name: String, _ settings: [INIEditor.Setting]) {
        let values = settings.compactMap { setting in setting.value.map { (setting.key, $0) } }
        sections.append(Section(name: name, settings: Dictionary(values) { $1 }))
    }
}
