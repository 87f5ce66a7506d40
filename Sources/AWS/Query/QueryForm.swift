import Formats

/// The parameters of an operation of IAM or STS, which have AWS's Query protocol, as the body of a request.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/programming.html>
struct QueryForm: Sendable {
    let operation: Operation
    private var form = FormEncoding()

    init(_ operation: Operation) {
        self.operation = operation
        form.append("Action", operation.name)
        form.append("Version", operation.service == .iam ? "2010-05-08" : "2011-06-15")
    }

    /// Adds a parameter, unless it is nil.
    mutating func add(_ name: String, _ value: (some CustomStringConvertible)?) {
        if let value { form.append(name, value.description) }
    }

    /// Adds a list: `Name.member.1`, `Name.member.2`, … An empty list adds nothing.
    mutating func add(_ name: String, list: [some CustomStringConvertible]) {
        for (index, value) in list.enumerated() { form.append("\(name).member.\(index + 1)", value.description) }
    }

    /// Adds tags: `Tags.member.1.Key`, `Tags.member.1.Value`, …
    mutating func add(tags: [Tag]) {
        for (index, tag) in tags.enumerated() {
            form.append("Tags.member.\(index + 1).Key", tag.key)
            form.append("Tags.member.\(index + 1).Value", tag.value)
        }
    }

    /// The call with this body.
    func call(_ idempotency: Idempotency, authentication: Call.Authentication = .signed) -> Call {
        Call(
            operation: operation, idempotency: idempotency, authentication: authentication,
            contentType: "application/x-www-form-urlencoded; charset=utf-8", body: form.bytes)
    }
}
