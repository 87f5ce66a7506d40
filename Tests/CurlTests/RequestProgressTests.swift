import Testing

@testable import Curl

struct RequestProgressTests {
    @Test func `the bytes of a proxy's CONNECT are not those of the request`() {
        var progress = RequestProgress()
        let mayBegin = progress.mayBegin(total: 120)
        #expect(mayBegin)
        #expect(!progress.hasSent(total: 120))
        #expect(progress.hasSent(total: 121))
    }

    @Test func `nothing of a request is sent before it begins`() {
        #expect(!RequestProgress().hasSent(total: 1_000))
    }

    @Test func `a request of which nothing was sent may begin again`() {
        var progress = RequestProgress(repeats: .onlyUnsent)
        let mayBegin = progress.mayBegin(total: 0)
        #expect(mayBegin)
        let mayBeginAgain = progress.mayBegin(total: 0)
        #expect(mayBeginAgain)
        #expect(!progress.wasRepetitionRefused)
    }

    @Test func `a request of which a part was sent may not begin again`() {
        var progress = RequestProgress(repeats: .onlyUnsent)
        let mayBegin = progress.mayBegin(total: 50)
        #expect(mayBegin)
        let mayBeginAgain = progress.mayBegin(total: 51)
        #expect(!mayBeginAgain)
        #expect(progress.wasRepetitionRefused)
    }

    @Test func `an idempotent request may begin again however much was sent`() {
        var progress = RequestProgress(repeats: .allowed)
        let mayBegin = progress.mayBegin(total: 0)
        #expect(mayBegin)
        let mayBeginAgain = progress.mayBegin(total: 500)
        #expect(mayBeginAgain)
        #expect(!progress.wasRepetitionRefused)
    }
}
