import AWS
import Testing
import Transport

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct CommandErrorTests {
    @Test func `a message is one line that does nothing to a terminal`() {
        let evil = "a\nb\r\u{1b}[31mred\u{7}\u{9b}x\u{202e}y\u{2028}z\u{200b}\u{0}"
        let line = CommandError(.unavailable, evil).description
        #expect(line == "a b [31mred x y z")
        #expect(CommandError(.unavailable, String(repeating: "é", count: 2_000)).description.count == 500)
        #expect(CommandError.line("“Grüße” – 日本") == "“Grüße” – 日本")
    }

    private static let origin = CredentialsOrigin.sharedFile(path: "/h/.aws/credentials", profile: "work")

    @Test(
        arguments: [
            ("ExpiredToken", 403, .noPermission, "(profile work in /h/.aws/credentials) have expired"),
            ("InvalidClientTokenId", 403, .noPermission, "doesn't know the credentials (profile work"),
            ("SignatureDoesNotMatch", 403, .noPermission, "the secret key of the credentials (profile work"),
            ("AccessDenied", 403, .noPermission, "AWS doesn't allow sts:GetWebIdentityToken: AccessDenied: words"),
            ("OutboundWebIdentityFederationDisabled", 403, .configuration, "enable-outbound-web-identity-federation"),
            ("OutboundWebIdentityFederationDisabledException", 403, .configuration, "use --proof signed"),
            ("SessionDurationEscalationException", 403, .noPermission, "expire too soon for a token"),
            ("Throttling", 400, .tryAgain, "too many requests"),
            ("InternalFailure", 500, .unavailable, "try again later"),
            ("JWTPayloadSizeExceededException", 400, .unavailable, "JWTPayloadSizeExceededException: words"),
        ] as [(String, Int, Latchkey.Status, String)])
    func `each error of AWS is told with what to do`(code: String, status: Int, exit: Latchkey.Status, words: String) {
        let error = AWSError.service(
            ServiceError(
                operation: Operation(.sts, "GetWebIdentityToken"), status: status, code: ErrorCode(rawValue: code),
                message: "words"))
        let told = CommandError(error, credentialsFrom: Self.origin)
        #expect(told.status == exit)
        #expect(told.description.contains(words), "\(told)")
    }

    @Test(
        arguments: [
            (.transport(.notSent("Could not resolve host"), sts), .unavailable, "Could not resolve host; look"),
            (.transport(.deadlineExceeded, sts), .unavailable, "in time"),
            (.deadlineExceeded(sts), .unavailable, "in time"),
            (.malformedResponse(sts, "<html>"), .badAnswer, "isn't AWS"),
            (.transport(.responseTooLarge(limit: 5), sts), .badAnswer, "isn't AWS"),
            (.credentials("none anywhere"), .configuration, "none anywhere; choose a profile"),
        ] as [(AWSError, Latchkey.Status, String)])
    func `whatever keeps AWS from answering is told`(error: AWSError, exit: Latchkey.Status, words: String) {
        let told = CommandError(error)
        #expect(told.status == exit)
        #expect(told.description.contains(words), "\(told)")
    }

    private static let sts = Operation(.sts, "GetCallerIdentity")
}
