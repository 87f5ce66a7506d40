package import AWS
import Concurrency

extension UserMFADevices {
    /// Enables the device of an enrolment, and removes the one that it replaces.
    ///
    /// - Returns: the replaced device, if AWS didn't remove it.
    package func enable(
        _ enrolment: Enrolment, codes: AuthenticationCodes, for caller: UserName
    ) async throws(MFADevicesError) -> MFASerialNumber? {
        let person = try await list(of: caller)
        let user = person.user.userName
        guard person.isOwn(enrolment.serialNumber), !person.has(enrolment.serialNumber) else { throw .enrolmentOver }
        switch enrolment.grounds {
        case .firstDevice:
            guard person.devices.isEmpty else { throw .enrolmentOver }
            try await records.beginFirstDevice(enrolment.serialNumber, of: user)
        // Who lost the device meanwhile, and had it taken away, had their reasons.
        case .holds(let device): guard person.has(device) else { throw .enrolmentOver }
        }
        do throws(MFADevicesError) {
            try await enable(enrolment.serialNumber, codes: codes, for: user)
        } catch {
            if enrolment.grounds == .firstDevice, !error.mayHaveEnabled {
                await records.endFirstDevice(enrolment.serialNumber, of: user)
            }
            throw error
        }
        guard let replaced = enrolment.replaced, person.has(replaced) else { return nil }
        do throws(MFADevicesError) {
            let added = MFADevice(
                userName: user, serialNumber: enrolment.serialNumber, enableDate: client.awsTimekeeper.now())
            try await take(replaced, from: PersonDevices(user: person.user, devices: person.devices + [added]))
            return nil
        } catch {
            return replaced
        }
    }

    private func enable(
        _ serialNumber: MFASerialNumber, codes: AuthenticationCodes, for user: UserName
    ) async throws(MFADevicesError) {
        do throws(AWSError) {
            try await iam.enableMFADevice(userName: user, serialNumber: serialNumber, codes: codes)
        } catch {
            switch error.code {
            case .invalidAuthenticationCode: throw .codesRefused
            case .limitExceeded: throw .limitReached
            case .noSuchEntity, .entityAlreadyExists: throw .enrolmentOver
            default:
                guard error.mayHaveBeenCarriedOut, await isListed(serialNumber, of: user) else { throw .aws(error) }
            }
        }
    }

    /// Whether IAM lists a device of the user within a few seconds, after a call whose outcome is unknown.
    private func isListed(_ serialNumber: MFASerialNumber, of user: UserName) async -> Bool {
        var backoff = Backoff(shortest: .milliseconds(200), longest: .seconds(2))
        for _ in 0..<5 {
            if let devices = try? await iam.listMFADevices(userName: user),
                devices.contains(where: { $0.serialNumber == serialNumber })
            {
                return true
            }
            await client.timekeeper.sleep(backoff.wait())
        }
        return false
    }
}

extension MFADevicesError {
    /// Whether a device may have been enabled in spite of the error.
    fileprivate var mayHaveEnabled: Bool {
        guard case .aws(let error) = self else { return false }
        return error.mayHaveBeenCarriedOut
    }
}
