import AWS

/// AWS tells tags apart by the letters of their keys, without regard to case, and by their values as they are written: two
/// spellings of `é` that are one to Swift are two here.
extension Tag {
    func hasKey(_ other: String) -> Bool { key.lowercased().utf8.elementsEqual(other.lowercased().utf8) }

    func hasKey(of other: Tag) -> Bool { hasKey(other.key) }

    func hasValue(of other: Tag) -> Bool { value.utf8.elementsEqual(other.value.utf8) }
}
