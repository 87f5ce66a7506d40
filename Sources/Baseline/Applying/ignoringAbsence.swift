import AWS

/// Calls `change`, which takes something away: what is to go and isn't there has gone.
func ignoringAbsence(_ change: () async throws(AWSError) -> Void) async throws(AWSError) {
    do throws(AWSError) {
        try await change()
    } catch  where error.isNoSuchEntity || error.code == .resourceNotFoundException {}
}
