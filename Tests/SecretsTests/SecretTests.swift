import Secrets
import Testing

struct SecretTests {
    let secret = Secret("wJalr/schlüssel")

    @Test func `reveals what it was given`() {
        #expect(secret.reveal() == "wJalr/schlüssel")
        #expect(Secret("").reveal() == "")
        #expect(secret.withBytes { $0.count } == "wJalr/schlüssel".utf8.count)
    }

    @Test func `compares by its text`() {
        #expect(secret == Secret("wJalr/schlüssel"))
        #expect(secret != Secret("wJalr/schlüssem"))
        #expect(secret != Secret(""))
        #expect(Secret("") == Secret(""))
        #expect(Set([secret, Secret("wJalr/schlüssel"), Secret("other")]).count == 2)
    }

    @Test func `never shows itself`() {
        struct Holder { var name = "n", secret: Secret }
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let shown = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])",
            "\(Holder(secret: secret))",
            "\(Optional(secret) as Any)", dumped,
        ]
        for text in shown {
            #expect(text.contains("redacted"))
            #expect(!text.contains("wJalr"))
            #expect(!text.contains("schl"))
        }
    }
}
