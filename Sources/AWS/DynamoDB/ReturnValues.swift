/// Which of an item's attributes a write answers.
package enum ReturnValues: String, Sendable, Hashable {
    case none = "NONE"
    case allOld = "ALL_OLD"
    case allNew = "ALL_NEW"
}
