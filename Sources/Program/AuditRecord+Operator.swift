package import Formats
import Reactor

extension AuditRecord {
    /// What an operator does by a command on a node. `caller` is `operator`, and the fact `account` tells who of the machine's
    /// users that is.
    package init(
        operator action: String, of subject: String, result: String = "intended", facts: [JSONValue.Member] = []
    ) {
        self.init(
            id: "operator", caller: "operator", action: action, subject: subject, result: result,
            facts: [.init("account", .string(OperatorAccount.name))] + facts)
    }
}
