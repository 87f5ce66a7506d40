import AWS
import FoundationEssentials
import Machines
import Program

/// `--end USER`: ends the sign-ins of all machines of a person, on every node at once.
struct EndCommand {
    static let option = "--end"
    static let words = "USER ends the sign-ins of all machines of this IAM user, on every node"

    let table: MachineTable
    let audit: AuditLog
    let now: @Sendable () -> Date
    /// Whether somebody has the name in IAM.
    let isUser: @Sendable (UserName) async throws(AWSError) -> Bool

    /// The exit status: 0, 64 (`EX_USAGE`), 67 (`EX_NOUSER`) or 69 (`EX_UNAVAILABLE`).
    func perform(_ arguments: [String], say: (String) -> Void) async -> Int32 {
        guard arguments.count == 1, let user = arguments.first.flatMap({ UserName($0) }) else {
            say("\(Self.option) takes the name of an IAM user")
            return 64
        }
        let record = AuditRecord(operator: "end-machines", of: user.rawValue)
        do throws(MachinesError) {
            try await audit.recordingWithdrawal(record) { () throws(MachinesError) in
                try await table.endAll(of: PersonKey(user), at: now())
            }
        } catch {
            say("nothing was ended: \(error.label)")
            return 69
        }
        do throws(AWSError) {
            guard try await isUser(user) else {
                say("there is no IAM user \(user); machines of one who was are signed out")
                return 67
            }
        } catch {
            // What was asked for is done, whether the name is known or not.
        }
        say("all machines of \(user) are signed out; credentials that they have work until they expire")
        return 0
    }
}
