import AWS
import MFADevices
import Problems
import Web

extension MFAInput {
    /// Two codes. People may write `123 456`, as apps show it.
    func codes() throws(Problem) -> AuthenticationCodes {
        let first = try code(MFAField.firstCode), second = try code(MFAField.secondCode)
        guard let codes = AuthenticationCodes(first, second) else {
            throw .malformed(MFAField.secondCode, "The codes should be six digits each.")
        }
        return codes
    }

    private func code(_ name: String) throws(Problem) -> String {
        let code = (try text(name) ?? "").filter { $0 != " " }
        guard AuthenticationCodes(code, code) != nil else {
            throw .malformed(name, "“\(name)” should be the six digits that the device shows.")
        }
        return code
    }

    /// The proof by a device, where one is named.
    func proof() throws(Problem) -> MFAProof? {
        guard let number = try optionalSerialNumber(MFAField.proved) else { return nil }
        return MFAProof(serialNumber: number, codes: try codes())
    }
}
