import AWS

/// A session tag that the web server passes as the parameter `LATCHKEY_TAG_<Key>`.
package struct SessionTag: Sendable, Equatable {
    /// 1 to 128 characters.
    package var key: String
    /// 1 to 256 characters.
    package var value: String

    package init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    /// The key, when AWS takes it.
    package static func key(_ text: String) -> String? { Tag.isSessionTagKey(text) ? text : nil }

    /// The value, when AWS takes it.
    static func value(_ text: String) -> String? { Tag.isSessionTagValue(text) ? text : nil }
}
