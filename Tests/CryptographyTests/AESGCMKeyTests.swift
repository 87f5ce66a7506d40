import Cryptography
import Secrets
import Testing

struct AESGCMKeyTests {
    private let key = AESGCMKey([UInt8](repeating: 7, count: 32).span)
    private let nonce = [UInt8](repeating: 1, count: 12)
    private let data = Array("tools.example.com".utf8)
    private let message = Array("alice".utf8)

    private func sealed() -> [UInt8] { key.seal(message.span, nonce: nonce.span, authenticating: data.span) }

    @Test func `what was sealed is opened, and is as long as the message and the tag`() {
        #expect(sealed().count == message.count + AESGCMKey.tagByteCount)
        #expect(key.open(sealed().span, nonce: nonce.span, authenticating: data.span) == message)
        let long = [UInt8](repeating: 3, count: 100_000)
        let sealedLong = key.seal(long.span, nonce: nonce.span, authenticating: [UInt8]().span)
        #expect(key.open(sealedLong.span, nonce: nonce.span, authenticating: [UInt8]().span) == long)
    }

    @Test func `a change of any bit of a sealed message, its nonce or its data is noticed`() {
        let sealed = sealed()
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(key.open(changed.span, nonce: nonce.span, authenticating: data.span) == nil)
        }
        for bit in 0..<nonce.count * 8 {
            var changed = nonce
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(key.open(sealed.span, nonce: changed.span, authenticating: data.span) == nil)
        }
        for bit in 0..<data.count * 8 {
            var changed = data
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(key.open(sealed.span, nonce: nonce.span, authenticating: changed.span) == nil)
        }
    }

    @Test func `a sealed message that was cut or made longer is refused`() {
        let sealed = sealed()
        for count in 0..<sealed.count {
            #expect(key.open(Array(sealed.prefix(count)).span, nonce: nonce.span, authenticating: data.span) == nil)
            #expect(key.open(Array(sealed.suffix(count)).span, nonce: nonce.span, authenticating: data.span) == nil)
        }
        #expect(key.open((sealed + [0]).span, nonce: nonce.span, authenticating: data.span) == nil)
        #expect(key.open(sealed.span, nonce: nonce.span, authenticating: [UInt8]().span) == nil)
    }

    @Test func `another key doesn't open it`() {
        let other = AESGCMKey([UInt8](repeating: 8, count: 32).span)
        #expect(other.open(sealed().span, nonce: nonce.span, authenticating: data.span) == nil)
    }

    @Test func `a derived key follows from the secret, the salt and the purpose alone`() {
        let secret = Secret("0123456789abcdef0123456789abcdef")
        let derived = AESGCMKey.derived(from: secret, salt: "latchkey", purpose: "a")
        let sealed = derived.seal(message.span, nonce: nonce.span, authenticating: data.span)
        func opens(_ other: AESGCMKey) -> Bool {
            other.open(sealed.span, nonce: nonce.span, authenticating: data.span) == message
        }
        #expect(opens(.derived(from: secret, salt: "latchkey", purpose: "a")))
        #expect(!opens(.derived(from: secret, salt: "latchkey", purpose: "b")))
        #expect(!opens(.derived(from: secret, salt: "latchkeya", purpose: "")))
        #expect(!opens(.derived(from: Secret("0123456789abcdef0123456789abcdeF"), salt: "latchkey", purpose: "a")))
    }

    @Test func `many threads may use one key at the same time`() async {
        let (key, nonce, message) = (key, nonce, message)
        let wrong = await withTaskGroup(of: Int.self) { group in
            for thread in UInt8(0)..<8 {
                group.addTask {
                    (0..<500).count { _ in
                        let sealed = key.seal(message.span, nonce: nonce.span, authenticating: [thread].span)
                        return key.open(sealed.span, nonce: nonce.span, authenticating: [thread].span) != message
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    @Test func `a key shows nothing of itself`() {
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(text.contains("redacted")) }
    }
}
