import AWS
import ArgumentParser
import Baseline
import Formats
import Program

/// Where a command writes what it does.
struct BaselineLogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Append what is done to this file, a line of JSON for each thing, as the servers' audit log.",
            valueName: "file"))
    var log: String?
}

/// What one run of a command does to an account, as records of an audit log: what it intends, and what became of each thing.
struct BaselineLog: Sendable {
    /// Nil where nobody asked for a log.
    private let log: AuditLog?
    private let id: String
    private let caller: String
    private let action: String

    /// - Parameters:
    ///   - options: where it is written.
    ///   - action: what the command is called in the records.
    ///   - caller: whose credentials are used.
    ///   - context: the machine.
    init(_ options: BaselineLogOptions, _ action: String, by caller: ARN, in context: CommandContext) {
        log = options.log.map {
            AuditLog(path: $0, timekeeper: context.timekeeper, fallback: context.streams.log)
        }
        id = Hexadecimal.encode(context.random(8))
        self.caller = caller.rawValue
        self.action = action
    }

    /// Writes what is about to be done.
    ///
    /// - Throws: ``CommandError`` when it can't be written; nothing may be changed then.
    func intend(_ steps: [String], on subject: String) async throws(CommandError) {
        var record = record(subject, "intended")
        record.facts = [.init("steps", .array(steps.map(JSONValue.string)))]
        do throws(AuditError) {
            try await log?.write(record)
        } catch {
            throw CommandError(
                .cannotCreate, "nothing was changed: \(error.destination) can't be written to: \(error.reason)")
        }
    }

    /// Writes what became of one thing. It has happened, so that a record that can't be written goes to standard error.
    func note(_ step: String, on subject: String, result: String = "done") async {
        var record = record(subject, result)
        record.facts = [.init("step", .string(step))]
        await log?.writeAnyway(record)
    }

    func note(_ step: OffboardingStep, on user: UserName, _ outcome: Offboarding.Outcome) async {
        await note(step.words, on: "user/\(user)", result: outcome.word)
    }

    private func record(_ subject: String, _ result: String) -> AuditRecord {
        AuditRecord(id: id, caller: caller, action: action, subject: subject, result: result)
    }
}

extension Offboarding.Outcome {
    fileprivate var word: String {
        switch self {
        case .done: "done"
        case .failed(let error): error.label
        case .skipped: "skipped"
        }
    }
}
