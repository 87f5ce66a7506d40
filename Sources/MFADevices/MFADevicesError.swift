package import AWS

/// Why a person's MFA devices couldn't be listed or changed.
package enum MFADevicesError: Error, Sendable {
    /// There is no IAM user of this name.
    case userNotFound(UserName)
    /// The user is Latchkey's own, or isn't among those who are served.
    case userNotServed(UserName)
    /// The person has no such device. It makes no difference whether somebody else has.
    case deviceNotFound
    /// The device shows no codes, so that nobody can prove by them to hold it.
    case showsNoCodes
    /// The person has a device, and didn't prove to hold one. These are those by which they can.
    case proofNeeded(provable: [MFASerialNumber])
    /// AWS didn't take the codes for the device's.
    case codesRefused
    /// The person gave wrong codes so often that some time has to pass first, in seconds.
    case tooManyAttempts(retryAfter: Int)
    /// The person has as many devices as IAM allows.
    case limitReached
    /// The person has a device of this name, or another one at the same path can't be removed.
    case nameTaken
    /// The device can't be enabled any more: it was given up, is enabled already, or the time is over.
    case enrolmentOver
    /// Without this device the person would have none.
    case lastDevice
    /// Others kept changing the record of what the person tries.
    case contended
    /// Any other failure of a call to AWS.
    case aws(AWSError)
}
