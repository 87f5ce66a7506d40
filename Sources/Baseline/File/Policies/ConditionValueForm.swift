import Formats

/// What a condition operator compares with.
enum ConditionValueForm {
    case text
    case arn
    case binary
    case truth
    case number
    case date
    case address

    /// Nil if IAM has no such operator. Its case doesn't count.
    ///
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    init?(operator name: String) {
        var rest = Array(name.lowercased().utf8)[...]
        for prefix in ["forallvalues:", "foranyvalue:"] where rest.starts(with: prefix.utf8) {
            rest = rest.dropFirst(prefix.utf8.count)
        }
        let suffix = "ifexists"
        let hasSuffix = rest.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        if hasSuffix { rest = rest.dropLast(suffix.utf8.count) }
        let word = String(decoding: rest, as: UTF8.self)
        guard let form = Self.forms[word], !(hasSuffix && word == "null") else { return nil }
        self = form
    }

    /// The names as AWS writes them, without prefix and suffix.
    static let operators: [String] =
        ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike"]
        + ["StringNotLike", "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "BinaryEquals", "Bool", "Null"]
        + comparisons.flatMap { ["Numeric\($0)", "Date\($0)"] } + ["IpAddress", "NotIpAddress"]

    private static let comparisons = [
        "Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals",
    ]

    private static let forms: [String: ConditionValueForm] = Dictionary(
        uniqueKeysWithValues: operators.map { name in
            let form: ConditionValueForm =
                switch name {
                case "Bool", "Null": .truth
                case "IpAddress", "NotIpAddress": .address
                case "BinaryEquals": .binary
                default:
                    name.hasPrefix("Numeric")
                        ? .number : name.hasPrefix("Date") ? .date : name.hasPrefix("Arn") ? .arn : .text
                }
            return (name.lowercased(), form)
        })

    /// What a value should be.
    var words: String {
        switch self {
        case .text: "a text"
        case .arn: "an ARN, such as arn:aws:iam::123456789012:role/x"
        case .binary: "base64"
        case .truth: "true or false"
        case .number: "a number"
        case .date: "a time such as 2026-01-31T12:00:00Z"
        case .address: "an address or a range of them, such as 192.0.2.0/24"
        }
    }

    func takes(_ text: String) -> Bool {
        switch self {
        case .text: true
        case .arn: Self.mayBeARN(text)
        case .binary: Base64.decode(text) != nil
        case .truth: ["true", "false"].contains(text.lowercased())
        case .number: Double(text) != nil
        case .date: Int(text) != nil || Timestamp.parse(text) != nil || Self.isDay(text)
        case .address: Self.isAddress(text)
        }
    }

    /// Wildcards and variables may stand for several parts.
    private static func mayBeARN(_ text: String) -> Bool {
        text.utf8.contains { "*$".utf8.contains($0) }
            || text.utf8.starts(with: "arn:".utf8) && text.utf8.count { $0 == UInt8(ascii: ":") } >= 5
    }

    private static func isDay(_ text: String) -> Bool { Timestamp.parse(text + "T00:00:00Z") != nil }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard let address = parts.first, IPAddress(String(Substring(address))) != nil, parts.count <= 2 else {
            return false
        }
        guard parts.count == 2 else { return true }
        let isIPv6 = address.contains(UInt8(ascii: ":"))
        return Int(String(Substring(parts[1]))).map { (0...(isIPv6 ? 128 : 32)).contains($0) } ?? false
    }
}
