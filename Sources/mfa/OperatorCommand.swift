import AWS
import Formats
import MFADevices
import Problems
import Program

/// What an operator does about a person's MFA devices when the person can't: look at them, and take lost ones away.
///
/// It asks for no code. Whoever can run it has the broker's credentials, and could do the same without it.
struct OperatorCommand {
    static let list = "--list"
    static let remove = "--remove"
    static let options = [
        list: "USER lists the MFA devices of this IAM user",
        remove: "USER [SERIAL…] takes these lost MFA devices away from this IAM user; without a SERIAL, all",
    ]

    /// For this command alone.
    let devices: UserMFADevices
    let audit: AuditLog

    /// - Parameters:
    ///   - arguments: the option and what follows it.
    ///   - say: takes each line of the outcome.
    /// - Returns: the exit status: 0, 64 (`EX_USAGE`), 67 (`EX_NOUSER`) or 69 (`EX_UNAVAILABLE`).
    func perform(_ arguments: [String], say: (String) -> Void) async -> Int32 {
        let serialNumbers = arguments.dropFirst(2).compactMap { MFASerialNumber($0) }
        guard let option = arguments.first, arguments.count >= 2, let user = UserName(arguments[1]),
            serialNumbers.count == arguments.count - 2, option == Self.remove || serialNumbers.isEmpty
        else {
            say(
                "\(Self.list) takes the name of an IAM user, \(Self.remove) the same and serial numbers of MFA devices")
            return 64
        }
        let person: PersonDevices
        do throws(MFADevicesError) {
            person = try await devices.list(of: user)
        } catch .userNotFound {
            say("there is no IAM user \(user)")
            return 67
        } catch {
            say("nothing was done: \(Self.words(error))")
            return 69
        }
        guard option == Self.remove else {
            for device in person.devices { say("\(device.serialNumber) since \(Timestamp.format(device.enableDate))") }
            if person.devices.isEmpty { say("\(person.user.userName) has no MFA device") }
            return 0
        }
        return await remove(serialNumbers, from: person, say: say)
    }

    private func remove(
        _ named: [MFASerialNumber], from person: PersonDevices, say: (String) -> Void
    ) async -> Int32 {
        let user = person.user.userName
        if let foreign = named.first(where: { !person.has($0) }) {
            say("nothing was done: \(user) has no MFA device \(foreign)")
            return 64
        }
        let lost = named.isEmpty ? person.devices.map(\.serialNumber) : named
        for serialNumber in Set(lost).sorted(by: { $0.rawValue < $1.rawValue }) {
            let record = AuditRecord(
                operator: "remove-mfa-device", of: serialNumber.rawValue, facts: [.init("user", .string(user.rawValue))]
            )
            do {
                try await audit.recording(record) { () throws(MFADevicesError) in
                    try await devices.takeLost(serialNumber, from: person)
                }
            } catch {
                say("\(serialNumber) was not removed: \(Self.words(error))")
                return 69
            }
            say("\(serialNumber) is no MFA device of \(user) any more\(Self.rest(of: serialNumber, of: person))")
        }
        do throws(MFADevicesError) {
            try await devices.forgetAttempts(of: person)
        } catch {
            say("\(user) may have to wait some minutes before they add one: \(Self.words(error))")
            return 69
        }
        let left = person.devices.count - Set(lost).count
        say(
            left == 0
                ? "\(user) has no MFA device, and adds a first one at /mfa by being signed in"
                : "\(user) has \(left) more")
        return 0
    }

    /// What stays of a device in the account.
    private static func rest(of serialNumber: MFASerialNumber, of person: PersonDevices) -> String {
        guard serialNumber.isVirtual else { return "" }
        return person.isOwn(serialNumber)
            ? ", and is deleted" : "; it was made elsewhere, so it stays in the account as nobody's"
    }

    private static func words(_ error: any Error) -> String {
        let problem = Problem(of: error)
        return problem.cause ?? problem.title
    }
}
