import AWS
import Formats
import FoundationEssentials
import MFADevices
import Pages

/// The list of a person's MFA devices, with what can be done with each.
struct MFADevicesPage {
    let person: PersonDevices
    let partition: Partition

    /// What is told of the device `name`, by a code; nil for a code that says nothing, or what is no longer so.
    func notice(_ code: String, _ name: String) -> Notice? {
        let device: HTML = "<code>\(name)</code>"
        switch code {
        case "added": return Notice(.success, "\(device) is one of your MFA devices now.")
        case "replaced":
            return Notice(.success, "\(device) is your MFA device now, and the one that it replaces is gone.")
        case "replaced-not-removed":
            return Notice(
                .warning,
                "\(device) is one of your MFA devices now, but AWS didn't remove the one that it replaces. Remove it.")
        case "resynced": return Notice(.success, "\(device) and AWS agree on the time again.")
        case "removed": return Notice(.success, "\(device) is no MFA device of yours any more.")
        case "cancelled": return Notice(.information, "\(device) was not added. You can delete it in your app.")
        case "begun" where !person.devices.contains { $0.serialNumber.name == name }:
            return Notice(
                .information,
                "\(device) was not added: the code for the app is shown only once. Begin again for another one.")
        default: return nil
        }
    }

    func page(notice: Notice?) -> Page {
        Page("MFA devices", section: .mfa, notice: notice, main: "\(list)\(adding)\(passkeys)\(lost)")
    }

    private var list: HTML {
        guard !person.devices.isEmpty else {
            return .card(
                nil,
                """
                <p class="lead">You have no MFA device.</p>
                <p>With one, AWS asks for a code as well as for your password, so that a stolen password is not enough. Add an \
                app on your telephone first.</p>
                """)
        }
        return .card(
            nil,
            .table("Your MFA devices", headings: ["Device", "Kind", "Added", ""], rows: person.devices.map(row)))
    }

    private func row(_ device: MFADevice) -> [HTML] {
        let serialNumber = device.serialNumber
        let date = Timestamp.format(device.enableDate)
        return [
            "<span><code>\(serialNumber.name)</code></span> <small>\(serialNumber.rawValue)</small>",
            Self.kind(serialNumber.kind),
            "<time class=\"whole\" datetime=\"\(date)\">\(String(date.prefix(10)))</time>",
            "<div class=\"actions\">\(actions(serialNumber))</div>",
        ]
    }

    private static func kind(_ kind: MFADeviceKind) -> HTML {
        switch kind {
        case .virtual: "App"
        case .passkey: "Passkey or security key"
        case .hardware: "Hardware token"
        case .unknown: "Unknown"
        }
    }

    private func actions(_ device: MFASerialNumber) -> HTML {
        let mayProve = !person.provable.isEmpty
        var actions = HTML.empty
        if device.kind.showsCodes { actions = link("Resync", to: "/mfa/resync", MFAField.serialNumber, device) }
        if mayProve, canAdd { actions = actions + link("Replace", to: "/mfa/add", MFAField.replaced, device) }
        if mayProve, person.devices.count > 1 {
            actions = actions + link("Remove", to: "/mfa/remove", MFAField.serialNumber, device)
        }
        return actions
    }

    private func link(_ label: String, to path: String, _ field: String, _ device: MFASerialNumber) -> HTML {
        let target = "\(path)?\(field)=\(PercentEncoding.encode(device.rawValue))"
        return "<a class=\"button quiet\" href=\"\(target)\">\(label)<span class=\"unseen\"> \(device.name)</span></a>"
    }

    private var canAdd: Bool { person.devices.count < UserMFADevices.limit }

    private var adding: HTML {
        guard canAdd else {
            return .card(
                "Add a device",
                "<p>You have \(UserMFADevices.limit) devices, and AWS allows no more. To add one, remove another first.</p>"
            )
        }
        guard person.devices.isEmpty || !person.provable.isEmpty else {
            return .card(
                "Add a device",
                """
                <p>None of your devices shows codes, so you can't show here that you hold one. Sign in to the console with one \
                of them, and add others there.</p>
                """)
        }
        let words: HTML =
            switch person.devices.count {
            case 0:
                "You need an authenticator app, such as Google Authenticator, Aegis, 1Password or any other for codes."
            case 1: "A second device keeps you from being locked out. You need two codes of a device that you have."
            default: "You need two codes of a device that you have."
            }
        return .card(
            "Add a device",
            "<p>\(words)</p><p class=\"actions\">\(HTML.buttonLink("Add a device", to: "/mfa/add", .primary))</p>")
    }

    private var passkeys: HTML {
        let account = person.user.arn.accountID?.rawValue ?? "console"
        let signIn = "\(account).\(partition.signinHost)/console"
        let console =
            "https://\(partition.consoleHost)/iam/home#/users/details/\(person.user.userName)?section=security_credentials"
        return .card(
            "Passkeys and security keys",
            """
            <p>AWS adds these in its own console alone:</p>
            <ol><li><a href="/?relay=\(PercentEncoding.encode(console))">Open your user in the console</a>, at the tab \
            <b>Security credentials</b>.</li>
            <li>Under <b>Multi-factor authentication (MFA)</b> choose <b>Assign MFA device</b>.</li>
            <li>Type a name, choose <b>Passkey or security key</b>, then <b>Next</b>, and do as your browser says.</li></ol>
            <p>If the console says that you may not, your account may want a code given within the hour. Then begin with your
            password and a code at <a href="https://\(signIn)">\(signIn)</a>, or ask the people who run your AWS account.</p>
            """)
    }

    private var lost: HTML {
        guard !person.devices.isEmpty else { return .empty }
        return .card(
            "Lost a device?",
            """
            <p>Remove it with the codes of another one. If it was your only one, ask the people who run your AWS account: they make \
            sure that it is you, take it away, and then you add a new one here.</p>
            """)
    }
}
