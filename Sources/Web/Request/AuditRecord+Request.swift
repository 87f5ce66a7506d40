package import Formats
package import Program

extension AuditRecord {
    /// A record of what a request does or is given.
    ///
    /// - Parameters:
    ///   - action: what is done, such as `create-access-key`.
    ///   - subject: what it is done to, such as the ID of an access key or the ARN of a role.
    ///   - caller: who asked.
    ///   - context: the request.
    ///   - result: what came of it so far.
    ///   - facts: further facts, none of them secret.
    package init(
        _ action: String, of subject: String, by caller: some Principal, in context: RequestContext,
        result: String = "intended", facts: [JSONValue.Member] = []
    ) {
        self.init(
            id: context.id, caller: caller.name, action: action, subject: subject, result: result, facts: facts)
    }
}
