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

    init(_ response: QueryResponse) throws(AWSError) {
        groupName = try response.value("GroupName")
        groupID = try response.text("GroupId")
        arn = try response.value("Arn")
        path = try response.optionalValue("Path") ?? .root
    }
}
