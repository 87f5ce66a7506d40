import AWS
import Pages

/// A new access key with its secret, which is shown only here.
struct NewAccessKeyPage {
    let key: AccessKey
    let guidance: HTML?

    var page: Page {
        Page(
            "Your new access key", section: .keys,
            notice: Notice(.warning, "The secret is shown only now. Once you leave this page, nobody can get it back."),
            main: .card(
                nil,
                """
                \(HTML.copyField("Access key ID", key.accessKeyID.description, id: "access-key-id"))
                \(HTML.secretField("Secret access key", key.secretAccessKey, id: "secret-access-key"))
                \(guidance)
                <p class="actions" data-once="/keys">\(HTML.buttonLink("I have stored it", to: "/keys", .primary))</p>
                """))
    }
}
