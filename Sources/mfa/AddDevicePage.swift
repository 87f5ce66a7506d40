import AWS
import MFADevices
import Pages

/// The first step to a new device: its name, and the codes of a device that the person has.
struct AddDevicePage {
    let person: PersonDevices
    /// The device that the new one replaces.
    let replaced: MFASerialNumber?
    /// What the person typed and chose before, if codes were wrong.
    var name: VirtualMFADeviceName?
    var proved: MFASerialNumber?
    let forms: Forms

    var page: Page {
        let title = replaced == nil ? "Add an MFA device" : "Replace an MFA device"
        return Page(title, section: .mfa, main: .card(nil, "\(words)\(form)"))
    }

    private var words: HTML {
        guard let replaced else { return .empty }
        return "<p>Once the new device works, <code>\(replaced.name)</code> is removed.</p>"
    }

    private var form: HTML {
        // It may have the name of the one that goes.
        let typed = name?.rawValue ?? replaced.flatMap { person.isOwn($0) ? $0.name : nil }
        let value: HTML = typed.map { "value=\"\($0)\" " } ?? .empty
        let nameField = CodeFields.text(
            "Name of the new device", MFAField.name,
            hint: "Such as <code>phone</code>: letters, digits and <code>_ + = , . @ -</code>, no spaces.",
            "\(value)pattern=\"[\\-A-Za-z0-9_+=,.@]{1,64}\" maxlength=\"64\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\""
        )
        let replacement: HTML = replaced.map { CodeFields.hidden(MFAField.replaced, $0.rawValue) } ?? .empty
        return forms.form(
            to: "/mfa",
            "\(replacement)\(nameField)\(proof)<p class=\"actions\">\(HTML.button("Next", .primary)) \(back)</p>"
        )
    }

    private var proof: HTML {
        guard !person.devices.isEmpty else { return .empty }
        return """
            <h2>Show that you hold a device of yours</h2>
            <p>Being signed in here is not enough to add another one.</p>
            \(CodeFields.proof(by: person.provable, chosen: proved))\(CodeFields.codes)
            """
    }

    private var back: HTML { .buttonLink("Back to the list", to: "/mfa") }
}
