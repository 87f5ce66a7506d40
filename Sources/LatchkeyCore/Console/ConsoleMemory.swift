/// What a process remembers between logins to ask AWS for less. None of it decides anything, and none of it is shared
/// between nodes.
package struct ConsoleMemory: Sendable {
    package let broker: BrokerMemory
    let mirror = MirrorMemory()
    package let roles = CurrentRoles()
    let syncs = SyncPlaces()

    package init(broker: BrokerMemory) {
        self.broker = broker
    }
}
