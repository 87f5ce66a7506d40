package import AWS
import Formats

/// Under which name a person's machines are kept: that of the IAM user in small letters, as IAM knows no case.
package struct PersonKey: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ userName: UserName) {
        description = String(decoding: userName.rawValue.utf8.map(\.asciiLowercased), as: UTF8.self)
    }

    /// Nil unless `text` is such a name.
    package init?(text: String) { self.init(text.utf8) }

    /// Nil unless the bytes are the UTF-8 of such a name.
    init?(_ bytes: some Sequence<UInt8>) {
        guard let name = UserName(String(decoding: Array(bytes), as: UTF8.self)) else { return nil }
        self.init(name)
        guard description == name.rawValue else { return nil }
    }
}
