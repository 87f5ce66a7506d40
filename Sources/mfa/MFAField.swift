/// The names of the fields in forms, of members in JSON, and of what queries name. What AWS has a name for has AWS's.
enum MFAField {
    static let name = "VirtualMFADeviceName"
    static let serialNumber = "SerialNumber"
    static let firstCode = "AuthenticationCode1"
    static let secondCode = "AuthenticationCode2"
    /// The serial number of the device whose codes are given, where that isn't the one that is changed.
    static let proved = "proof_serial_number"
    /// The serial number of the device that a new one replaces.
    static let replaced = "replaces"
    /// The ticket of an enrolment.
    static let enrolment = "enrolment"

    static let codes: Set<String> = [firstCode, secondCode]
}
