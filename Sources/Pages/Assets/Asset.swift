import Cryptography
import Formats
import Web

/// A file that pages refer to, compiled into the program. Its name changes with its content, so caches may keep it for
/// ever.
struct Asset: Sendable {
    let name: String
    let media: MediaType
    let bytes: [UInt8]

    init(stem: String, ending: String, media: MediaType, text: String) {
        bytes = Array(text.utf8)
        self.media = media
        name = "\(stem)-\(Hexadecimal.encode(Array(SHA256.digest(bytes).prefix(6)))).\(ending)"
    }

    var path: String { "/assets/\(name)" }
}
