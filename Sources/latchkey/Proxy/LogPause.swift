import Synchronization

/// Keeps back the lines of a log while a person is asked something on the terminal, where the lines would go into the question.
final class LogPause: Sendable {
    private struct State {
        var questionCount = 0
        var lines: [String] = []
        var lostCount = 0
    }

    /// How many lines are kept back: nobody may be there to answer.
    static let maximumCount = 1_000

    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameter write: writes one line without its end.
    init(write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Writes a line: now, or after the last question.
    func log(_ line: String) {
        state.withLock { state in
            if state.questionCount == 0 {
                write(line)
            } else if state.lines.count < Self.maximumCount {
                state.lines.append(line)
            } else {
                state.lostCount += 1
            }
        }
    }

    /// Asks something.
    func asking(_ ask: () async -> String?) async -> String? {
        state.withLock { $0.questionCount += 1 }
        let answer = await ask()
        state.withLock { state in
            state.questionCount -= 1
            guard state.questionCount == 0 else { return }
            state.lines.forEach(write)
            if state.lostCount > 0 {
                write("\(state.lostCount) lines of the log are left out: a question stood too long")
            }
            state.lines = []
            state.lostCount = 0
        }
        return answer
    }
}

extension CommandContext {
    /// The same with a log that waits while the person is asked something.
    func pausingLog() -> CommandContext {
        var copy = self
        let pause = LogPause(write: streams.log)
        let (ask, askHidden) = (ask, askHidden)
        copy.streams.log = { pause.log($0) }
        copy.ask = { question in await pause.asking { await ask(question) } }
        copy.askHidden = { question in await pause.asking { await askHidden(question) } }
        return copy
    }
}
