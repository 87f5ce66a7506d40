import AWS
import MFADevices
import Pages
import QRCode
import Secrets

/// The second step to a new device: its seed, shown this once, and two codes of it.
struct EnrolmentPage {
    let serialNumber: MFASerialNumber
    let ticket: String
    /// Nil once it was shown.
    var seed: Secret?
    var uri: OTPAuthURI?
    let forms: Forms

    var page: Page {
        get throws {
            Page("Scan and confirm", section: .mfa, notice: notice, main: "\(try scan)\(confirmation)")
        }
    }

    private var notice: Notice? {
        guard seed == nil else { return nil }
        return Notice(
            .error,
            """
            AWS didn't take these codes. Give two that the app shows one after the other for \
            <code>\(serialNumber.name)</code>, the older one first.
            """)
    }

    private var scan: HTML {
        get throws(QRCodeError) {
            guard let seed, let uri else { return .empty }
            let symbol = try QRSymbol(uri.text.reveal())
            return .card(
                "Scan this with your app",
                """
                <div data-once="/mfa">\(HTML(trusted: symbol.svg(label: "QR code for the app")))</div>
                <p>The code is shown only now. Whoever has it can make your codes: show it to nobody, and keep no picture of it.</p>
                <p>Can't scan it? Type this into the app, as a key that is <b>time based</b>:</p>
                \(HTML.secretField("Secret key", seed, id: "secret-key"))
                """)
        }
    }

    private var confirmation: HTML {
        let ticket = CodeFields.hidden(MFAField.enrolment, ticket)
        return .card(
            "Confirm with two codes",
            """
            \(forms.form(to: "/mfa/enable", "\(ticket)\(CodeFields.codes)<p>\(HTML.button("Add the device", .primary))</p>"))
            \(forms.form(to: "/mfa/cancel", "\(ticket)\(HTML.button("Cancel"))"))
            """)
    }
}
