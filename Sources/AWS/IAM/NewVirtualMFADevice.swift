import Formats
package import Secrets

/// A virtual MFA device that was just made, with its seed, which AWS returns only once.
package struct NewVirtualMFADevice: Sendable, Hashable {
    /// The device's ARN.
    package var serialNumber: MFASerialNumber
    /// What the device makes its codes from, as the Base32 that people type into an app.
    package var base32StringSeed: Secret

    package init(serialNumber: MFASerialNumber, base32StringSeed: Secret) {
        self.serialNumber = serialNumber
        self.base32StringSeed = base32StringSeed
    }

    init(_ response: QueryResponse) throws(AWSError) {
        serialNumber = try response.value("SerialNumber")
        // A blob, so that the Base32 stands in Base64.
        let seed = Base64.decode(try response.text("Base32StringSeed")).map { String(decoding: $0, as: UTF8.self) }
        guard let seed, seed.consists(of: \.isBase32Byte, lengths: 16...256) else {
            throw .malformedResponse(response.operation, "Base32StringSeed is no Base32")
        }
        base32StringSeed = Secret(seed)
    }
}

extension UInt8 {
    /// `A` to `Z`, `2` to `7`, and the `=` that fills up.
    fileprivate var isBase32Byte: Bool { (0x41...0x5A).contains(self) || (0x32...0x37).contains(self) || self == 0x3D }
}
