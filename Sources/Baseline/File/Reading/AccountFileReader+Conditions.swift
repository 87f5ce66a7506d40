import IAMPolicy
import YAML

// Conditions of policies, and variables.

extension AccountFileReader {
    /// - Parameters:
    ///   - node: the value of `Condition`.
    ///   - isDeny: whether the statement denies.
    mutating func check(condition node: YAMLNode, isDeny: Bool) {
        for (name, keys) in anyMembers(node, "“Condition”") {
            guard let form = ConditionValueForm(operator: name.text) else {
                let near = NearName.of(name.text, among: ConditionValueForm.operators)
                let advice = near.map { "did you mean “\($0)”?" } ?? "such as StringEquals, Bool or ArnLike"
                fault(name.line, "there is no condition operator “\(Self.shown(name.text))”: \(advice)")
                continue
            }
            let members = anyMembers(keys, "“\(name.text)”")
            if members.isEmpty { fault(name.line, "“\(name.text)” compares nothing: name a key, such as aws:SourceIp") }
            var seen: Set<String> = []
            for (key, value) in members {
                if !seen.insert(key.text.lowercased()).inserted {
                    fault(key.line, "“\(Self.shown(key.text))” stands here twice: keys have no case")
                }
                check(key: key, value, form)
                warn(ofComparing: key, value, by: name.text, isDeny: isDeny)
            }
        }
    }

    private mutating func check(key: WrittenName, _ value: YAMLNode, _ form: ConditionValueForm) {
        check(key: key)
        var values = [value]
        if case .list(let nodes) = value.content { values = nodes }
        if values.isEmpty { fault(value.line, "“\(key.text)” is compared with nothing") }
        for value in values {
            guard case .text(let text) = value.content else {
                fault(value.line, "“\(key.text)” should be compared with texts")
                continue
            }
            if !form.takes(text) {
                fault(
                    value.line, "“\(key.text)” can’t be compared with “\(Self.shown(text))”: it should be \(form.words)"
                )
            }
            let entry = Entry(name: text, line: value.line, node: value)
            check(variables: entry)
            warn(ofPlaceholders: entry, isName: false)
        }
    }

    /// What AWS takes, and what seldom is meant.
    private mutating func warn(ofComparing key: WrittenName, _ value: YAMLNode, by name: String, isDeny: Bool) {
        let (name, key, line) = (name.lowercased(), key.text.lowercased(), value.line)
        if isDeny, name == "bool", key == "aws:multifactorauthpresent", value.texts.contains("false") {
            warn(
                line,
                "requests by access key don’t have aws:MultiFactorAuthPresent, so that “Bool” denies them nothing: write "
                    + "BoolIfExists")
        }
        let isExact = ["stringequals", "stringnotequals"].contains { name.hasPrefix($0) || name.hasSuffix(":\($0)") }
        guard isExact else { return }
        if ["aws:sourceip", "aws:vpcsourceip"].contains(key) {
            warn(line, "an address is compared with this text as it is: write IpAddress or NotIpAddress")
        }
        for text in value.texts where text.utf8.contains(UInt8(ascii: "*")) && !text.contains("${*}") && text != "*" {
            warn(line, "in “\(Self.shown(text))”, * is no wildcard here: write StringLike or StringNotLike")
        }
    }

    private mutating func check(key: WrittenName) {
        let text = Self.shown(key.text)
        guard key.text.utf8.contains(UInt8(ascii: ":")) else {
            fault(key.line, "“\(text)” is no condition key: it should be like aws:SourceIp")
            return
        }
        switch KnownConditionKeys.find(key.text) {
        case .known: break
        case .needsTag: fault(key.line, "“\(text)” needs the name of a tag, such as aws:PrincipalTag/team")
        case .unknown(let meant?):
            fault(key.line, "there is no condition key “\(text)”: did you mean “\(meant)”?")
        case .unknown(nil): warn(key.line, "the condition key “\(text)” isn’t known here: check it")
        }
    }

    /// What was probably to be filled in.
    mutating func warn(ofPlaceholders text: Entry<String>, isName: Bool) {
        for (word, meant) in words.unfilled(in: text.name, isName: isName) {
            let way = word == PolicyWords.region ? "name it in “region”" : "add it to “words”"
            let advice = meant.map { "did you mean “\($0)”?" } ?? "\(way), if it stands for something"
            warn(text.line, "nobody fills in the word \(word) of “\(Self.shown(text.name))”: \(advice)")
        }
        let bytes = text.name.utf8
        if isName, let start = bytes.firstIndex(of: UInt8(ascii: "<")),
            bytes[start...].contains(UInt8(ascii: ">"))
        {
            warn(
                text.line,
                "“\(Self.shown(text.name))” has a placeholder in < and >: write what it stands for")
        }
    }

    /// IAM reads `${…}` as a variable, and doesn't say what it makes of one that isn't whole.
    mutating func check(variables text: Entry<String>) {
        for part in PolicyText(text.name).parts {
            switch part {
            case .text: continue
            case .unreadable:
                fault(
                    text.line,
                    "“\(Self.shown(text.name))” has a variable that isn’t whole: it should be like ${aws:username}, or "
                        + "${aws:username, 'nobody'}")
                return
            case .variable(let key, _, let whole): check(variable: key, whole, at: text.line)
            }
        }
        if !hasVariables, text.name.unicodeScalars.firstRange(of: "${".unicodeScalars) != nil {
            fault(
                text.line,
                "write Version: 2012-10-17, without which the variables of “\(Self.shown(text.name))” are mere text")
        }
    }

    private mutating func check(variable key: String, _ whole: String, at line: Int) {
        let whole = Self.shown(whole)
        if !key.utf8.contains(UInt8(ascii: ":")) {
            fault(line, "“\(whole)” is a variable that isn’t whole: it should be like ${aws:username}")
        } else if KnownConditionKeys.hasSeveralValues(key) {
            fault(line, "\(whole) may have several values, of which AWS makes no variable")
        } else {
            switch KnownConditionKeys.find(key) {
            case .known: break
            case .needsTag: fault(line, "\(whole) needs the name of a tag, such as ${aws:PrincipalTag/team}")
            case .unknown(let meant):
                fault(line, "there is no \(whole): " + (meant.map { "did you mean \($0)?" } ?? "check its name"))
            }
        }
    }
}
