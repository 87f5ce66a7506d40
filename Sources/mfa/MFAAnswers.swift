import AWS
import Formats
import FoundationEssentials
import MFADevices
import Secrets

/// What `mfa` answers to programs. Members that IAM has too have IAM's names.
enum MFAAnswers {
    static func listing(_ person: PersonDevices) -> JSONValue {
        [
            "MFADevices": .array(person.devices.map(device)), "UserName": .string(person.user.userName.rawValue),
            "devices_quota": .integer(UserMFADevices.limit),
        ]
    }

    private static func device(_ device: MFADevice) -> JSONValue {
        let serialNumber = device.serialNumber
        return [
            "EnableDate": .string(Timestamp.format(device.enableDate)), "SerialNumber": .string(serialNumber.rawValue),
            "kind": .string(serialNumber.kind.rawValue), "name": .string(serialNumber.name),
            "shows_codes": .bool(serialNumber.kind.showsCodes),
        ]
    }

    /// A device that isn't enabled yet, with its seed.
    static func begun(_ device: NewVirtualMFADevice, uri: OTPAuthURI, ticket: String) -> JSONValue {
        [
            "Base32StringSeed": .string(device.base32StringSeed.reveal()),
            "SerialNumber": .string(device.serialNumber.rawValue), "enrolment": .string(ticket),
            "enrolment_seconds": .integer(EnrolmentTickets.lifetime), "otpauth_uri": .string(uri.text.reveal()),
        ]
    }

    /// A device that is enabled; `left` is the one that it should have replaced, and that AWS didn't remove.
    static func enabled(_ enrolment: Enrolment, left: MFASerialNumber?) -> JSONValue {
        JSONValue(present: [
            "SerialNumber": .string(enrolment.serialNumber.rawValue),
            "not_removed": left.map { .string($0.rawValue) },
        ])
    }
}
