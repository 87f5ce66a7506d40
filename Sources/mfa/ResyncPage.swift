import AWS
import MFADevices
import Pages

/// Two codes of a device whose clock AWS should follow.
struct ResyncPage {
    let serialNumber: MFASerialNumber
    let forms: Forms

    var page: Page {
        let device = CodeFields.hidden(MFAField.serialNumber, serialNumber.rawValue)
        let buttons: HTML =
            "<p class=\"actions\">\(HTML.button("Resync", .primary)) \(HTML.buttonLink("Back to the list", to: "/mfa"))</p>"
        return Page(
            "Resync an MFA device", section: .mfa,
            main: .card(
                nil,
                """
                <p>If AWS refuses the codes of <code>\(serialNumber.name)</code>, its clock may be wrong. Two codes tell AWS by \
                how much.</p>
                \(forms.form(to: "/mfa/resync", "\(device)\(CodeFields.codes)\(buttons)"))
                """))
    }
}
