import Formats
import PGP

@Sendable func fuzzPublicKeyText(_ bytes: [UInt8]) {
    guard let key = try? PublicKeyText(bytes) else { return }
    require(!key.bytes.isEmpty && key.bytes.count <= bytes.count, "a key of nothing, or larger than its text")
    // The first packet is a public key, whichever form its header has.
    let tag = key.bytes[0] & 0x40 != 0 ? key.bytes[0] & 0x3f : key.bytes[0] >> 2 & 0x0f
    require(tag == 6, "a key that begins with something else")
    require((try? PublicKeyText(key.bytes)) == key, "a key that isn't one by itself")
    let again = try? PublicKeyText(Array(Base64.encode(key.bytes).utf8))
    require(again == key || key.bytes.count * 2 > PublicKeyText.maximumBytes, "another key in base64")
}
