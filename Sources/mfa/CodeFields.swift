import AWS
import MFADevices
import Pages

/// The fields of this program's forms.
enum CodeFields {
    /// A line of text.
    static func text(_ label: String, _ name: String, hint: HTML? = nil, _ attributes: HTML) -> HTML {
        let described: HTML = hint == nil ? .empty : " aria-describedby=\"\(name)-hint\""
        let words: HTML = hint.map { "<small class=\"hint\" id=\"\(name)-hint\">\($0)</small>" } ?? .empty
        return """
            <div class="field"><label class="label" for="\(name)">\(label)</label>\
            <input class="input" type="text" id="\(name)" name="\(name)" \(attributes)\(described) required>\(words)</div>

            """
    }

    /// Two codes of a device.
    static var codes: HTML {
        let digits: HTML = """
            inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{3} ?[0-9]{3}" maxlength="7" size="9" \
            title="six digits"
            """
        return text("First code", MFAField.firstCode, hint: "The six digits that the device shows now.", digits)
            + text(
                "Second code", MFAField.secondCode,
                hint: "Wait until the device shows other digits, up to 30 seconds. That is the second code.", digits)
    }

    /// Which of some devices the codes are of, and which one was chosen before.
    static func proof(by devices: [MFADevice], chosen: MFASerialNumber?) -> HTML {
        let options = devices.map { device -> HTML in
            let selected: HTML = device.serialNumber == chosen ? " selected" : .empty
            return "<option value=\"\(device.serialNumber)\"\(selected)>\(device.serialNumber.name)</option>"
        }
        return """
            <div class="field"><label class="label" for="\(MFAField.proved)">Device that you hold</label>\
            <select class="input" id="\(MFAField.proved)" name="\(MFAField.proved)">\(options)</select></div>

            """
    }

    /// That codes of a device were wrong.
    static func refused(_ device: MFASerialNumber) -> Notice {
        Notice(
            .error,
            """
            AWS didn't take these codes. Give two that <code>\(device.name)</code> shows one after the other, the older \
            one first.
            """)
    }

    static func hidden(_ name: String, _ value: String) -> HTML {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
    }
}
