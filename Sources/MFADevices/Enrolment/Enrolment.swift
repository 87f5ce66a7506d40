package import AWS

/// A virtual device that was made for a person and isn't enabled yet, with what they proved so that it may be.
package struct Enrolment: Sendable, Equatable {
    /// Why the person may have another device.
    package enum Grounds: Sendable, Equatable {
        /// They had none.
        case firstDevice
        /// They hold this one.
        case holds(MFASerialNumber)
    }

    /// The new device's.
    package var serialNumber: MFASerialNumber
    package var grounds: Grounds
    /// The device that goes once the new one is enabled.
    package var replaced: MFASerialNumber?

    package init(serialNumber: MFASerialNumber, grounds: Grounds, replaced: MFASerialNumber? = nil) {
        self.serialNumber = serialNumber
        self.grounds = grounds
        self.replaced = replaced
    }
}
