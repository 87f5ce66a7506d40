import AWS

/// A call that shows whether a permission is there, and changes nothing.
struct Probe: Sendable {
    typealias Call = @Sendable () async throws(AWSError) -> Void

    let permission: String
    private let call: Result<Call, Reason>

    /// Why a permission can't be tried.
    struct Reason: Error {
        let words: String

        static let wouldChange = Reason(words: "trying it would change something")
    }

    init(_ permission: String, _ call: @escaping Call) {
        self.permission = permission
        self.call = .success(call)
    }

    init(_ permission: String, untried reason: Reason) {
        self.permission = permission
        call = .failure(reason)
    }

    /// Makes the call. AWS checks the permission before anything else: an answer that what was named doesn't exist, or that a
    /// condition doesn't hold, means that it is there.
    func check() async -> PermissionCheck {
        switch call {
        case .failure(let reason): return PermissionCheck(permission, .untried(reason.words))
        case .success(let call):
            do throws(AWSError) {
                try await call()
                return PermissionCheck(permission, .allowed)
            } catch {
                return PermissionCheck(permission, error.result)
            }
        }
    }
}

extension AWSError {
    fileprivate var result: PermissionCheck.Result {
        if isAccessDenied { return .missing }
        let meansAllowed: Set<ErrorCode?> = [.noSuchEntity, .conditionalCheckFailedException]
        return meansAllowed.contains(code) ? .allowed : .unknown(self)
    }
}
