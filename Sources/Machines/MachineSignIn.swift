/// What a person said yes to: which program on which machine is to be them.
package struct MachineSignIn: Sendable, Equatable {
    package var id: MachineID
    package var person: PersonKey
    /// See ``SignedInMachine``.
    package var name: String
    package var client: String
    package var label: String?
    package var tags: String
    /// When all of their sign-ins had been ended last: ``MachineSignIns/lastEnd(of:)``.
    package var lastEnd: Int

    package init(
        id: MachineID = MachineID(), person: PersonKey, name: String, client: String, label: String?, tags: String,
        lastEnd: Int
    ) {
        self.id = id
        self.person = person
        self.name = name
        self.client = client
        self.label = label
        self.tags = tags
        self.lastEnd = lastEnd
    }
}
