package import AWS

extension DynamoDB {
    /// Removes a person's record of machines, which signs all of them out. It needs no secret of the servers', as a record that
    /// isn't there says that nothing is signed in.
    ///
    /// - Parameters:
    ///   - userName: the IAM user's name; there need be no such user any more.
    ///   - table: the table of one-time values.
    /// - Throws: the errors of any call.
    package func removeMachines(of userName: UserName, table: String) async throws(AWSError) {
        try await deleteItem(table: table, key: ["id": .s(PersonMachines.id(PersonKey(userName)))])
    }
}
