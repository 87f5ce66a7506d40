package import AWS

extension Caller {
    /// The IAM user's name as AWS takes it.
    package var iamUserName: UserName {
        get throws(Problem) {
            guard let name = UserName(userName) else { throw .unexpected("“\(userName)” is not a user name to IAM") }
            return name
        }
    }
}
