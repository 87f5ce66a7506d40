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
    /// Where somebody comes to who loads the page of the seed again.
    var afterwards: String?
    let forms: Forms

    var page: Page {
        get throws {
            let title = seed == nil ? "Confirm with two codes" : "Scan and confirm"
            return Page(title, section: .mfa, notice: notice, main: "\(try scan)\(confirmation)")
        }
    }

    private var notice: Notice? {
        seed == nil ? CodeFields.refused(serialNumber) : nil
    }

    private var scan: HTML {
        get throws(QRCodeError) {
            guard let seed, let uri, let afterwards else { return .empty }
            let symbol = try QRSymbol(uri.text.reveal())
            return .card(
                "Scan this with your app",
                """
                <div data-once="\(afterwards)">\(HTML(trusted: symbol.svg(label: "QR code for the app")))</div>
                <p>The code is shown only now. Whoever has it can make your codes: show it to nobody, and keep no picture of it.</p>
                <p>Is the app on this same device? <a href="\(uri.text.reveal())">Open it in the app</a>.</p>
                <p>Can't scan it? Type this into the app, as a key that is <b>time based</b>:</p>
                \(HTML.secretField("Secret key", seed, id: "secret-key"))
                """)
        }
    }

    /// For who has tried already, and may not have scanned it.
    private var again: HTML {
        guard seed == nil else { return .empty }
        return """
            <p>Choose <code>\(serialNumber.name)</code> in your app, and look whether its clock is right. Isn't it in your app? \
            Then cancel, and begin again.</p>

            """
    }

    private var confirmation: HTML {
        let ticket = CodeFields.hidden(MFAField.enrolment, ticket)
        return .card(
            seed == nil ? nil : "Confirm with two codes of \(serialNumber.name)",
            """
            \(again)\
            \(forms.form(to: "/mfa/enable", "\(ticket)\(CodeFields.codes)<p>\(HTML.button("Add the device", .primary))</p>"))
            \(forms.form(to: "/mfa/cancel", "\(ticket)\(HTML.button("Cancel"))"))
            """)
    }
}
