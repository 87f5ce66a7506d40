/// An IAM group.
package struct Group: Sendable, Hashable {
    package var groupName: GroupName
    /// The unique ID (`AGPA…`).
    package var groupID: String
    package var arn: ARN
    package var path: Path

    package init(groupName: GroupName, groupID: String, arn: ARN, path: Path = .root) {
        self.groupName = groupName
        self.groupID = groupID
        self.arn = arn
        self.path = path
    }

    init(_ answer: QueryAnswer) throws(AWSError) {
        groupName = try answer.value("GroupName")
        groupID = try answer.text("GroupId")
        arn = try answer.value("Arn")
        path = try answer.optionalValue("Path") ?? .root
    }
}
