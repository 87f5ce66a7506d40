import Dispatch
import Glibc
import LatchkeyCore

/// The signals that ask the program to come to an end: what is under way is finished, and nothing else begun.
struct Signals {
    private let sources: [any DispatchSourceSignal]

    /// Listens from now on, for as long as the value lives.
    init(stopping stop: StopRequest) {
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { stop.request() }
            source.resume()
            return source
        }
    }
}
