/// AWS Identity and Access Management. Methods and members have AWS's names. A method that lists something reads all pages,
/// unless its name says otherwise.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/APIReference/>
package struct IAM: Sendable {
    package let client: Client

    package init(_ client: Client) { self.client = client }

    func form(_ action: String) -> QueryForm { QueryForm(Operation(.iam, action)) }
}
