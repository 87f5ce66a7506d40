import AccessRules
import Concurrency
import Logging
import Reactor
import Settings
import Synchronization
import SystemPackage
import YAML

/// The file of rules, which is read again when it changes. A new file with a fault leaves the old rules in force.
final class RulesFile: Sendable {
    /// How often it is looked at.
    static let interval: Duration = .seconds(2)

    private struct State {
        /// Nil when the file couldn't be read the last time.
        var bytes: [UInt8]?
        var rules: AccessRules
    }

    private let path: String
    private let read: @Sendable (String) -> [UInt8]?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - path: the file.
    ///   - read: the bytes of a file; nil when it can't be read.
    /// - Throws: what is wrong with the file, with its line.
    init(_ path: String, read: @escaping @Sendable (String) -> [UInt8]?) throws(SettingsError) {
        self.path = path
        self.read = read
        guard let bytes = read(path) else {
            throw SettingsError(problems: ["LATCHKEY_IAM_AUTH_RULES_FILE names “\(path)”, which can't be read"])
        }
        do throws(YAMLError) {
            state = Mutex(State(bytes: bytes, rules: try AccessRules.read(bytes)))
        } catch {
            throw SettingsError(problems: ["LATCHKEY_IAM_AUTH_RULES_FILE names “\(path)”: \(error)"])
        }
    }

    var rules: AccessRules { state.withLock { $0.rules } }

    /// Looks at the file again and again until the task is cancelled.
    func keepFresh(log: Logger, timekeeper: Timekeeper) async {
        while !Task.isCancelled {
            await timekeeper.sleep(Self.interval)
            reload(log: log)
        }
    }

    /// Takes the file's rules, if they are others and right. What is wrong is logged once.
    func reload(log: Logger) {
        let bytes = read(path)
        guard bytes != state.withLock({ $0.bytes }) else { return }
        guard let bytes else {
            state.withLock { $0.bytes = nil }
            log.error(
                "the file of rules can't be read, and the rules from before stay in force",
                metadata: ["file": .string(path)])
            return
        }
        do throws(YAMLError) {
            let rules = try AccessRules.read(bytes)
            state.withLock { $0 = State(bytes: bytes, rules: rules) }
            log.notice(
                "rules were read again",
                metadata: ["file": .string(path), "rules": .stringConvertible(rules.rules.count)])
        } catch {
            state.withLock { $0.bytes = bytes }
            log.error(
                "the file of rules has a fault, and the rules from before stay in force",
                metadata: ["file": .string(path), "cause": .stringConvertible(error)])
        }
    }
}

extension RulesFile {
    /// The bytes of a file; nil when it can't be read. One that is too large for rules is read, to be refused with the reason.
    @Sendable static func contents(_ path: String) -> [UInt8]? {
        try? FileContents.read(FilePath(path), atMost: 4 * YAMLReader.maximumSize)
    }
}
