/// Settings that belong together; a program names the groups it needs and gets them whole.
package protocol SettingsGroup: Sendable {
    /// The group's settings, in the order in which people read about them.
    static var table: [Setting] { get }
    /// Reads the group; nil when any of it is bad, which the reader has noted by then.
    init?(from reader: inout SettingsReader)
}
