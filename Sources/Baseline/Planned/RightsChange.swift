import AWS

/// A change of what somebody may do, as a value: a plan can be followed before it is carried out.
enum RightsChange: Sendable {
    case putInline(PolicyName, String, Holder)
    case deleteInline(PolicyName, Holder)
    case attach(ARN, Holder)
    case detach(ARN, Holder)
    case setDocument(String, ARN)
    case setBoundary(ARN?, Holder)
    case join(GroupName, UserName)
    case leave(GroupName, UserName)
    /// The group, with its members.
    case removeGroup(GroupName, [UserName])
    /// Denies the holder everything.
    case shut(Holder)
    case open(Holder)

    /// The IAM action without which it can't be carried out.
    var action: String {
        switch self {
        case .putInline(_, _, let holder), .shut(let holder): "iam:Put\(holder.word)Policy"
        case .deleteInline(_, let holder), .open(let holder): "iam:Delete\(holder.word)Policy"
        case .attach(_, let holder): "iam:Attach\(holder.word)Policy"
        case .detach(_, let holder): "iam:Detach\(holder.word)Policy"
        case .setDocument: "iam:CreatePolicyVersion"
        case .setBoundary(let boundary, let holder):
            "iam:\(boundary == nil ? "Delete" : "Put")\(holder.word)PermissionsBoundary"
        case .join: "iam:AddUserToGroup"
        case .leave: "iam:RemoveUserFromGroup"
        case .removeGroup: "iam:DeleteGroup"
        }
    }

    func perform(_ writer: AccountWriter) async throws(AWSError) {
        switch self {
        case .putInline(let name, let document, let holder): try await writer.putPolicy(name, document, of: holder)
        case .deleteInline(let name, let holder): try await writer.deletePolicy(name, of: holder)
        case .attach(let policy, let holder): try await writer.attach(policy, to: holder)
        case .detach(let policy, let holder): try await writer.detach(policy, from: holder)
        case .setDocument(let document, let policy): try await writer.setDocument(document, of: policy)
        case .setBoundary(let boundary, let holder): try await writer.setBoundary(boundary, of: holder)
        case .join(let group, let user): try await writer.iam.addUserToGroup(groupName: group, userName: user)
        case .leave(let group, let user):
            try await ignoringAbsence { () throws(AWSError) in
                try await writer.iam.removeUserFromGroup(groupName: group, userName: user)
            }
        case .removeGroup(let group, let members): try await writer.removeGroup(group, members: members)
        case .shut(let holder):
            try await ignoringAbsence { () throws(AWSError) in try await writer.shut(holder) }
        case .open(let holder): try await writer.open(holder)
        }
    }
}
