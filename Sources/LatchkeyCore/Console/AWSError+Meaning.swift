import AWS
import RoleMirror

/// What STS and IAM mean by their answers, where their code alone doesn't tell.
extension AWSError {
    /// A policy says no, which no waiting changes.
    var isExplicitDeny: Bool { isAccessDenied && message.contains("explicit deny") }

    /// "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    var isChainingRefusal: Bool { code == .validationError && message.contains("role chaining") }

    /// The role's own session limit is not as planned: somebody changed it.
    var isSessionLimitRefusal: Bool { code == .validationError && message.contains("MaxSessionDuration") }

    /// The role is gone, or doesn't trust the broker any more, or has another limit: somebody may have changed it.
    var mayMeanDrift: Bool { (isAccessDenied && !isExplicitDeny) || isSessionLimitRefusal }

    var isTagRefusal: Bool {
        code == .packedPolicyTooLarge || (code == .validationError && message.lowercased().contains("tag"))
    }

    private var message: String {
        guard case .service(let error) = self else { return "" }
        return error.message
    }
}

extension Result where Failure == AWSError {
    /// The value; the failure is taken as Latchkey's own.
    func orCoreError() throws(CoreError) -> Success {
        do throws(AWSError) { return try get() } catch { throw .aws(error) }
    }
}

/// Runs `body` with the mirror's failure taken as Latchkey's own.
func orCoreError<Value>(_ body: () async throws(RoleMirrorError) -> Value) async throws(CoreError) -> Value {
    do throws(RoleMirrorError) { return try await body() } catch { throw .mirror(error) }
}

/// Runs `body` with its failure taken as Latchkey's own.
func orCoreError<Value>(_ body: () async throws(AWSError) -> Value) async throws(CoreError) -> Value {
    do throws(AWSError) { return try await body() } catch { throw .aws(error) }
}
