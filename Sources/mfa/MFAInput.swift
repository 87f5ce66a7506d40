import AWS
import MFADevices
import Problems
import Web

/// The members of a form or of JSON that change something.
struct MFAInput {
    private let member: (String) throws(Problem) -> String?

    init(_ context: RequestContext) throws(Problem) {
        guard context.hasBody else {
            member = { _ in nil }
            return
        }
        switch try context.body() {
        case .json(let json): member = { (name) throws(Problem) in try json.optionalString(name) }
        case .form(let form): member = { (name) throws(Problem) in form[name] }
        }
    }

    /// A member that isn't empty.
    func text(_ name: String) throws(Problem) -> String? {
        guard let text = try member(name), !text.isEmpty else { return nil }
        return text
    }

    /// The name of a new device.
    func deviceName() throws(Problem) -> VirtualMFADeviceName {
        guard let text = try text(MFAField.name), text.utf8.count <= 64, let name = VirtualMFADeviceName(text) else {
            throw .malformed(
                MFAField.name,
                "The name of a device is 1 to 64 letters, digits and the characters _ + = , . @ - without spaces.")
        }
        return name
    }

    func serialNumber() throws(Problem) -> MFASerialNumber {
        guard let number = try optionalSerialNumber(MFAField.serialNumber) else {
            throw .malformed(MFAField.serialNumber, "“\(MFAField.serialNumber)” should be that of a device of yours.")
        }
        return number
    }

    func optionalSerialNumber(_ name: String) throws(Problem) -> MFASerialNumber? {
        guard let text = try text(name) else { return nil }
        guard let number = MFASerialNumber(text) else {
            throw .malformed(name, "“\(name)” should be the serial number of a device.")
        }
        return number
    }

    func enrolment() throws(Problem) -> String {
        guard let ticket = try text(MFAField.enrolment) else {
            throw .malformed(MFAField.enrolment, "“\(MFAField.enrolment)” should be what the first step answered.")
        }
        return ticket
    }
}
