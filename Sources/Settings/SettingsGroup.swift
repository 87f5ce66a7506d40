/// Settings that belong together. A program names the groups that it needs, and gets each group complete or not at all.
package protocol SettingsGroup: Sendable {
    /// The group's settings, in the order in which people read about them.
    static var table: [Setting] { get }
    /// Reads the group; nil when one of its settings is bad, which the reader has in its report then.
    init?(from reader: inout SettingsReader)
}
