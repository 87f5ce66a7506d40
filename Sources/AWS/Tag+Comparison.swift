/// IAM treats two tag keys as one when they differ only in case, and compares values exactly. Swift takes two spellings of
/// `é` for one text and AWS doesn't, so keys and values are compared byte by byte.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
extension Tag {
    package func hasKey(_ other: String) -> Bool { key.lowercased().utf8.elementsEqual(other.lowercased().utf8) }

    package func hasKey(of other: Tag) -> Bool { hasKey(other.key) }

    package func hasValue(of other: Tag) -> Bool { value.utf8.elementsEqual(other.value.utf8) }

    /// Whether the tag is one that only AWS can make: IAM refuses its key to everybody else.
    package var isReserved: Bool { key.lowercased().hasPrefix("aws:") }
}
