extension FakeAccount.World {
    /// MFA devices; nil for another operation. Every device takes the codes 111111 and 222222, and no others.
    mutating func answerOnMFADevices(_ operation: String, _ form: [String: String]) -> FakeAccount.Answer? {
        let (user, serial) = (form["UserName"] ?? "", form["SerialNumber"] ?? "")
        let isShown = form["AuthenticationCode1"] == "111111" && form["AuthenticationCode2"] == "222222"
        switch operation {
        case "ListMFADevices":
            guard users[user] != nil else { return .noSuchEntity }
            return .list(
                "MFADevices",
                mfaDevices.filter { $0.value == user }.keys.sorted().map {
                    """
                    <UserName>\(user)</UserName><SerialNumber>\($0)</SerialNumber>\
                    <EnableDate>2023-01-31T08:00:00Z</EnableDate>
                    """
                })
        case "ListVirtualMFADevices":
            return .list(
                "VirtualMFADevices",
                mfaDevices.filter { $0.value.isEmpty }.keys.sorted().map { "<SerialNumber>\($0)</SerialNumber>" })
        case "CreateVirtualMFADevice":
            let made = "arn:aws:iam::123456789012:mfa\(form["Path"] ?? "/")\(form["VirtualMFADeviceName"] ?? "")"
            guard mfaDevices[made] == nil else { return .entityAlreadyExists }
            mfaDevices[made] = ""
            return .result(
                """
                <VirtualMFADevice><SerialNumber>\(made)</SerialNumber>\
                <Base32StringSeed>SkJTV1kzRFBFSFBLM1BYUA==</Base32StringSeed></VirtualMFADevice>
                """)
        case "EnableMFADevice":
            guard users[user] != nil, let owner = mfaDevices[serial] else { return .noSuchEntity }
            guard owner.isEmpty else { return .entityAlreadyExists }
            guard isShown else { return .error(403, "InvalidAuthenticationCode") }
            mfaDevices[serial] = user
            return .done
        case "ResyncMFADevice":
            guard mfaDevices[serial] == user else { return .noSuchEntity }
            return isShown ? .done : .error(403, "InvalidAuthenticationCode")
        case "DeactivateMFADevice":
            guard mfaDevices[serial] == user else { return .noSuchEntity }
            mfaDevices[serial] = serial.contains(":mfa/") ? "" : nil
            return .done
        case "DeleteVirtualMFADevice":
            guard let owner = mfaDevices[serial] else { return .noSuchEntity }
            guard owner.isEmpty else { return .deleteConflict }
            mfaDevices[serial] = nil
            return .done
        default: return nil
        }
    }
}
