package import AWS

/// What shows that somebody holds a device: two codes of it, which AWS checks.
package struct MFAProof: Sendable {
    package var serialNumber: MFASerialNumber
    package var codes: AuthenticationCodes

    package init(serialNumber: MFASerialNumber, codes: AuthenticationCodes) {
        self.serialNumber = serialNumber
        self.codes = codes
    }
}
