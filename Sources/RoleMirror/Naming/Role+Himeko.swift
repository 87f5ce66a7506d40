import AWS
import IAMPolicy

extension Role {
    /// Whether the role is as himeko makes roles: the account's root may assume it, without a condition, for the longest
    /// time that AWS allows. Roles made by hand often trust the root too, but usually for one hour.
    var isAsHimekoMakes: Bool {
        guard maxSessionDuration == 43_200, let account = arn.accountID,
            let trust = try? PolicyDocument(parsing: assumeRolePolicyDocument), trust.statements.count == 1,
            let statement = trust.statements.first, statement.effect == .allow
        else { return false }
        var elements = statement.elements
        if elements["Condition"] == [:] { elements["Condition"] = nil }
        let root = PolicyElement.string("arn:\(arn.partition):iam::\(account):root")
        return elements.count == 2 && ["sts:AssumeRole", ["sts:AssumeRole"]].contains(elements["Action"])
            && [["AWS": root], ["AWS": [root]]].contains(elements["Principal"])
    }
}
