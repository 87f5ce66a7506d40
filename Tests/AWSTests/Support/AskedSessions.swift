import AWS

/// Opens each session with the same code.
struct AskedSessions: MFASessions {
    func session(
        for request: MFASessionRequest, opening open: (MFACode) async throws(AWSError) -> Credentials
    ) async throws(AWSError) -> Credentials {
        guard let code = MFACode(serialNumber: request.serialNumber, code: "123456") else {
            throw .credentials("no code")
        }
        return try await open(code)
    }

    func forget(_ request: MFASessionRequest) async {}
}
