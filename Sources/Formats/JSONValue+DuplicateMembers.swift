extension JSONValue {
    /// Whether any object in this value has several members of one name. Readers differ in which of them they take, so
    /// where a value was checked by one program and is used by another, it could mean two things.
    package var hasDuplicateMembers: Bool {
        switch self {
        case .array(let elements): elements.contains(where: \.hasDuplicateMembers)
        case .object(let members):
            Set(members.map(\.name)).count != members.count || members.contains(where: \.value.hasDuplicateMembers)
        default: false
        }
    }
}
