package import AWS

/// What a process remembers between logins to ask AWS for less. None of it decides anything, and none of it is shared
/// between nodes.
package struct ConsoleMemory: Sendable {
    package let broker: BrokerMemory
    /// An account has some thousand managed policies, of which people hold a few hundred.
    package let documents = BoundedMemory<ARN, KnownDocument>(bound: 1_000)
    /// The groups that users were in when they were last read: a hint for what to read at once, never what counts.
    let groups = BoundedMemory<UserName, [GroupName]>(bound: 10_000)
    package let roles = CurrentRoles()
    let syncs = SyncPlaces()

    package init(broker: BrokerMemory) {
        self.broker = broker
    }
}
