import AWS
import MFADevices
import Pages

/// Two codes of a device, of this one or another, to remove one.
struct RemoveDevicePage {
    let person: PersonDevices
    let serialNumber: MFASerialNumber
    /// The device that was chosen before, if codes were wrong.
    var proved: MFASerialNumber?
    let forms: Forms

    var page: Page {
        let device = CodeFields.hidden(MFAField.serialNumber, serialNumber.rawValue)
        let buttons: HTML = """
            <p class="actions">\(HTML.button("Remove it", of: serialNumber.name, .danger)) \
            \(HTML.buttonLink("Back to the list", to: "/mfa"))</p>
            """
        return Page(
            "Remove an MFA device", section: .mfa,
            main: .card(
                nil,
                """
                <p>AWS takes no codes of <code>\(serialNumber.name)</code> any more, and this cannot be undone. If it is lost, give \
                codes of another device.</p>
                \(forms.form(to: "/mfa/remove", "\(device)\(CodeFields.proof(by: person.provable, chosen: proved))\(CodeFields.codes)\(buttons)"))
                """))
    }
}
