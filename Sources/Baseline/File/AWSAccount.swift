package import AWS

/// An account, and the partition that it is in.
package struct AWSAccount: Sendable, Hashable {
    package var id: AccountID
    package var partition: Partition

    package init(id: AccountID, partition: Partition) {
        self.id = id
        self.partition = partition
    }

    /// The ARN of something of IAM's, such as `role/admin`; nil if the text can't be a part of one.
    package func iamARN(_ resource: String) -> ARN? { ARN("arn:\(partition.name):iam::\(id):\(resource)") }
}
