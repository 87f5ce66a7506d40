import HTTPTypes
import Problems
import Testing

@testable import Web

struct ProblemRequestTests {
    @Test func `whoever is told of a problem with a request is told that nothing was done`() {
        let problems: [(Problem, String, Int)] = [
            (.notFound, "not-found", 404), (.methodNotAllowed([.get]), "method-not-allowed", 405),
            (.notAcceptable([.json]), "not-acceptable", 406), (.malformed("a", "It is bad."), "malformed-request", 400),
            (.unsupportedBody("application/json"), "unsupported-body", 415), (.bodyTooLarge, "body-too-large", 413),
            (.forged("It is foreign."), "forged-request", 403), (.pageExpired, "page-expired", 403),
            (.tooManyRequests, "too-many-requests", 429), (.tooBusy, "too-busy", 503),
        ]
        for (problem, kind, status) in problems {
            #expect(problem.kind == kind && problem.status.code == status)
            #expect(problem.detail.contains("Nothing was "), "\(kind)")
        }
    }

    @Test func `a page that stood open too long isn't said to be another site's`() {
        #expect(Problem.pageExpired.title == "This page stood open too long")
        #expect(Problem.pageExpired.wayBack == "Load the page again")
    }
}
