import AWS

/// What DynamoDB refuses of a request's expressions before it looks at any item.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html>
extension FakeTable {
    /// A `ValidationException`, with words like DynamoDB's.
    struct InvalidExpression: Error, CustomStringConvertible {
        let description: String
    }

    static func check(_ request: Request, key: String) throws(InvalidExpression) {
        let expressions = [request.UpdateExpression, request.ConditionExpression, request.FilterExpression]
            .compactMap(\.self)
        let used = Set(
            expressions.joined(separator: " ").matches(of: #/[#:][A-Za-z0-9_]+/#).map { String($0.output) })
        try check(
            request.ExpressionAttributeNames.map { Set($0.keys) }, "ExpressionAttributeNames",
            used.filter { $0.hasPrefix("#") }, hasExpressions: !expressions.isEmpty)
        try check(
            request.ExpressionAttributeValues.map { Set($0.keys) }, "ExpressionAttributeValues",
            used.filter { $0.hasPrefix(":") }, hasExpressions: !expressions.isEmpty)
        let changed = (request.UpdateExpression ?? "").split { ", ".contains($0) }.map(String.init)
        guard !changed.contains(where: { (request.ExpressionAttributeNames?[$0] ?? $0) == key }) else {
            throw InvalidExpression(description: "Cannot update attribute \(key). This attribute is part of the key")
        }
    }

    private static func check(
        _ defined: Set<String>?, _ member: String, _ used: Set<String>, hasExpressions: Bool
    ) throws(InvalidExpression) {
        if let name = used.subtracting(defined ?? []).min() {
            throw InvalidExpression(description: "\(name) is used in an expression and isn't defined in \(member)")
        }
        guard let defined else { return }
        guard hasExpressions else {
            throw InvalidExpression(description: "\(member) can only be specified when using expressions")
        }
        guard !defined.isEmpty else { throw InvalidExpression(description: "\(member) must not be empty") }
        let unused = defined.subtracting(used).sorted()
        guard unused.isEmpty else {
            throw InvalidExpression(
                description:
                    "Value provided in \(member) unused in expressions: keys: {\(unused.joined(separator: ", "))}")
        }
    }
}
