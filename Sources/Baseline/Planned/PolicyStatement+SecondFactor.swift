import IAMPolicy

extension PolicyStatement {
    /// Whether the statement is for a request.
    enum Application: Equatable {
        case certain
        case unknown
        case never
    }

    /// Whether the statement's condition holds for requests that have no keys of a second factor, as those by access keys. Other
    /// keys aren't known.
    ///
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    var applicationWithoutSecondFactor: Application {
        guard let condition = elements["Condition"] else { return .certain }
        guard let operators = condition.members else { return .unknown }
        var application = Application.certain
        for (name, keys) in operators {
            for (key, value) in keys.members ?? [:] {
                guard ["aws:multifactorauthpresent", "aws:multifactorauthage"].contains(key.lowercased())
                else {
                    application = .unknown
                    continue
                }
                if !Self.holds(name.lowercased(), value) { return .never }
            }
        }
        return application
    }

    /// Whether a comparison holds for a key that isn't in the request.
    private static func holds(_ name: String, _ value: PolicyElement) -> Bool {
        if name == "null" { return value.texts.contains { $0.lowercased() == "true" } }
        return name.hasSuffix("ifexists") || name.contains("not")
    }
}
