import AWS
import Formats
import HTTPTypes
package import Problems

extension MFADevicesError: ProblemConvertible {
    /// What the person or program is told. What AWS said goes to the log alone.
    package var problem: Problem {
        switch self {
        case .userNotFound(let user): .userNotFound(user)
        case .userNotServed(let user): .userNotServed(user)
        case .deviceNotFound: .mfaDeviceNotFound
        case .showsNoCodes: .mfaDeviceShowsNoCodes
        case .proofNeeded(let provable): .mfaProofNeeded(provable)
        case .codesRefused: .mfaCodesRefused
        case .tooManyAttempts(let seconds): .mfaTooManyAttempts(retryAfter: seconds)
        case .limitReached: .mfaDeviceLimit
        case .nameTaken: .mfaNameTaken
        case .enrolmentOver: .mfaEnrolmentOver
        case .lastDevice: .mfaLastDevice
        case .contended: .mfaContended
        case .aws(let error): error.problem
        }
    }
}

extension Problem {
    fileprivate static var mfaDeviceNotFound: Problem {
        Problem(
            "no-such-mfa-device", status: .notFound, title: "No such MFA device",
            detail:
                "You have no MFA device with this serial number. Nothing was changed. Look at the list of your devices."
        )
    }

    fileprivate static var mfaDeviceShowsNoCodes: Problem {
        Problem(
            "mfa-device-without-codes", status: .conflict, title: "This device shows no codes",
            detail: """
                A passkey or security key shows no codes, so it can't be resynchronised, and proves nothing here. Nothing was \
                done. Use a device that shows codes, or AWS's console.
                """)
    }

    fileprivate static func mfaProofNeeded(_ provable: [MFASerialNumber]) -> Problem {
        let way =
            provable.isEmpty
            ? """
            Yours show none. Sign in to the console with one of them and make the change there, or ask the people who run \
            your AWS account.
            """
            : "Give two codes, one after the other, of \(provable.map(\.name).joined(separator: " or "))."
        return Problem(
            "mfa-proof-needed", status: .forbidden, title: "Show first that you hold a device of yours",
            detail: """
                You have an MFA device, so being signed in is not enough for this. Nothing was done. \(way)
                """,
            members: [.init("provable_serial_numbers", .array(provable.map { .string($0.rawValue) }))])
    }

    fileprivate static var mfaCodesRefused: Problem {
        Problem(
            "mfa-codes-refused", status: .forbidden, title: "AWS didn't take these codes",
            detail: """
                They have to be two codes that this device shows one after the other, the older one first. Nothing was \
                changed. Wait for the next code and try again. If it goes on, look whether the device's clock is right.
                """)
    }

    fileprivate static func mfaTooManyAttempts(retryAfter: Int) -> Problem {
        Problem(
            "mfa-too-many-attempts", status: .tooManyRequests, title: "Too many wrong codes",
            detail: "You gave wrong codes several times. These weren't tried. Wait a while, and then use new ones.",
            retryAfter: retryAfter)
    }

    fileprivate static var mfaDeviceLimit: Problem {
        Problem(
            "mfa-device-limit", status: .conflict, title: "You have as many MFA devices as AWS allows",
            detail: """
                You have \(UserMFADevices.limit) MFA devices, and AWS allows no more. No device was added. Remove one first.
                """)
    }

    fileprivate static var mfaNameTaken: Problem {
        Problem(
            "mfa-name-taken", status: .conflict, title: "You have a device of this name",
            detail: "Each of your MFA devices needs a name of its own. No device was added. Choose another name.")
    }

    fileprivate static var mfaEnrolmentOver: Problem {
        Problem(
            "mfa-enrolment-over", status: .conflict, title: "This device can't be added any more",
            detail: """
                You began to add another device meanwhile, your devices were changed, it took longer than a quarter of an \
                hour, or the device was added already. Nothing was done. Look at the list of your devices, and begin again \
                if it isn't there.
                """)
    }

    fileprivate static var mfaLastDevice: Problem {
        Problem(
            "mfa-last-device", status: .conflict, title: "This is your only MFA device",
            detail: "Without it you would have none. Nothing was removed. Replace it, or add another one first.")
    }

    fileprivate static var mfaContended: Problem {
        Problem(
            "mfa-contended", status: .serviceUnavailable, title: "Too many changes at once",
            detail: "Others kept changing what is known of your MFA devices. Nothing was done. Try again in a moment.",
            retryAfter: 1)
    }
}
