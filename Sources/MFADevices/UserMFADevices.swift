package import AWS
package import Concurrency
package import Transport

/// Lists, adds, resynchronises and removes the MFA devices of an IAM user, for one request of that user.
///
/// Being signed in is enough for the first device alone. Whoever has one proves for everything else that they hold it: AWS's
/// `ResyncMFADevice` succeeds only with two consecutive codes of the device, and needs no credentials of the person.
package struct UserMFADevices: Sendable {
    /// How many MFA devices IAM allows a user, the same in every account.
    package static let limit = 8

    let client: Client
    private let deadline: Instant
    private let journal: CallJournal?
    let records: MFARecordTable
    private let own: OwnIdentity
    private let served: ServedUsers

    var iam: IAM { IAM(client.with(deadline: deadline, journal: journal)) }
    private var sts: STS { STS(client.with(deadline: deadline, journal: journal)) }

    /// - Parameters:
    ///   - client: calls AWS.
    ///   - deadline: when the time for the request is over.
    ///   - journal: where the calls are recorded.
    ///   - records: what people tried lately, on all nodes.
    ///   - own: whose credentials Latchkey has, shared by all requests of the process.
    ///   - served: whose devices there may be.
    package init(
        client: Client, deadline: Instant, journal: CallJournal? = nil,
        records: MFARecordTable, own: OwnIdentity, served: ServedUsers
    ) {
        self.client = client
        self.deadline = deadline
        self.journal = journal
        self.records = records.with(deadline: deadline, journal: journal)
        self.own = own
        self.served = served
    }

    // MARK: Looking

    /// The person's IAM user, and the devices that are enabled for it, the oldest first.
    package func list(of caller: UserName) async throws(MFADevicesError) -> PersonDevices {
        let identity = try await wrapping { () throws(AWSError) in try await own.identity(asking: sts) }
        guard !identity.arn.isUser(named: caller) else { throw .userNotServed(caller) }
        let user = try await user(caller)
        guard served.includes(user) else { throw .userNotServed(caller) }
        do throws(AWSError) {
            let devices = try await iam.listMFADevices(userName: user.userName)
            return PersonDevices(user: user, devices: devices.sorted { $0.enableDate < $1.enableDate })
        } catch {
            throw error.isNoSuchEntity ? .userNotFound(caller) : .aws(error)
        }
    }

    /// The IAM user, with its name as IAM spells it: it becomes a part of the devices' paths.
    private func user(_ caller: UserName) async throws(MFADevicesError) -> User {
        let user = try await wrapping { () throws(AWSError) in try await iam.user(inAnyCase: caller) }
        guard let user else { throw .userNotFound(caller) }
        return user
    }

    // MARK: Proving

    /// Resynchronises a device of the person, which proves that they hold it.
    package func resync(_ proof: MFAProof, of caller: UserName) async throws(MFADevicesError) {
        try await prove(proof, by: try await list(of: caller))
    }

    private func prove(_ proof: MFAProof, by person: PersonDevices) async throws(MFADevicesError) {
        let user = person.user.userName
        guard person.has(proof.serialNumber) else { throw .deviceNotFound }
        guard proof.serialNumber.kind.showsCodes else { throw .showsNoCodes }
        let attempt = try await records.beginAttempt(of: user)
        do throws(AWSError) {
            try await iam.resyncMFADevice(userName: user, serialNumber: proof.serialNumber, codes: proof.codes)
        } catch  where error.code == .invalidAuthenticationCode {
            throw .codesRefused
        } catch {
            await records.withdraw(attempt, of: user)
            throw error.isNoSuchEntity ? .deviceNotFound : .aws(error)
        }
        await records.noteSuccess(of: user)
    }

    // MARK: Adding

    /// Makes a virtual device for the person, which they enable afterwards. What they began before and didn't end is deleted.
    ///
    /// - Parameters:
    ///   - name: what the person calls it. Of their devices that Latchkey made, only the replaced one may be called so.
    ///   - proof: of another device, unless the person has none.
    ///   - replaced: a device of the person's that goes once the new one is enabled.
    ///   - caller: the person.
    /// - Returns: the device with its seed, and the enrolment that leads to its being enabled.
    /// - Throws: why there is none; then nothing was made, or the next beginning deletes it.
    package func begin(
        _ name: VirtualMFADeviceName, proof: MFAProof?, replacing replaced: MFASerialNumber? = nil,
        for caller: UserName
    ) async throws(MFADevicesError) -> (enrolment: Enrolment, device: NewVirtualMFADevice, user: UserName) {
        let person = try await list(of: caller)
        if let replaced, !person.has(replaced) { throw .deviceNotFound }
        guard person.devices.count < Self.limit else { throw .limitReached }
        let others = person.devices.map(\.serialNumber).filter { $0 != replaced }
        guard !others.contains(where: { person.isOwn($0) && $0.name == name.rawValue }) else { throw .nameTaken }
        let grounds = try await grounds(proof, by: person)
        try await deleteAborted(of: person)
        let device = try await create(name, for: person)
        let enrolment = Enrolment(serialNumber: device.serialNumber, grounds: grounds, replaced: replaced)
        return (enrolment, device, person.user.userName)
    }

    private func grounds(
        _ proof: MFAProof?, by person: PersonDevices
    ) async throws(MFADevicesError) -> Enrolment.Grounds {
        if person.devices.isEmpty { return .firstDevice }
        guard let proof else { throw .proofNeeded(provable: person.provable.map(\.serialNumber)) }
        try await prove(proof, by: person)
        return .holds(proof.serialNumber)
    }

    /// Deletes the person's devices that were made here and never enabled.
    private func deleteAborted(of person: PersonDevices) async throws(MFADevicesError) {
        let unassigned = try await wrapping { () throws(AWSError) in
            try await iam.listVirtualMFADevices(assignmentStatus: .unassigned)
        }
        for device in unassigned where person.isOwn(device.serialNumber) {
            try await giveUp(device.serialNumber, of: person)
        }
    }

    private func create(
        _ name: VirtualMFADeviceName, for person: PersonDevices
    ) async throws(MFADevicesError) -> NewVirtualMFADevice {
        guard let (path, serialNumber) = person.place(for: name) else { throw .nameTaken }
        do throws(AWSError) {
            return try await iam.createVirtualMFADevice(virtualMFADeviceName: name, path: path)
        } catch  where error.code == .entityAlreadyExists {
            // It was made so lately that IAM doesn't list it yet.
            try await delete(serialNumber)
            return try await wrapping { () throws(AWSError) in
                try await iam.createVirtualMFADevice(virtualMFADeviceName: name, path: path)
            }
        } catch {
            throw .aws(error)
        }
    }

    /// Deletes a virtual device that is nobody's.
    private func delete(_ serialNumber: MFASerialNumber) async throws(MFADevicesError) {
        do throws(AWSError) {
            try await iam.deleteVirtualMFADevice(serialNumber: serialNumber)
        } catch  where error.code == .deleteConflict {
            throw .nameTaken
        } catch {
            if !error.isNoSuchEntity { throw .aws(error) }
        }
    }

    /// Deletes the device of an enrolment that is given up. One that was enabled meanwhile stays.
    package func cancel(_ enrolment: Enrolment, of caller: UserName) async throws(MFADevicesError) {
        let person = try await list(of: caller)
        guard person.isOwn(enrolment.serialNumber), !person.has(enrolment.serialNumber) else { throw .enrolmentOver }
        try await giveUp(enrolment.serialNumber, of: person)
    }

    /// Deletes a device that was begun. Nobody can enable it any more, so that it doesn't count as the first one either.
    private func giveUp(_ serialNumber: MFASerialNumber, of person: PersonDevices) async throws(MFADevicesError) {
        try await delete(serialNumber)
        await records.endFirstDevice(serialNumber, of: person.user.userName)
    }

    // MARK: Removing

    /// Removes a device of the person, who proves to hold it or another one. Their only one stays.
    package func remove(
        _ serialNumber: MFASerialNumber, proof: MFAProof?, of caller: UserName
    ) async throws(MFADevicesError) {
        let person = try await list(of: caller)
        guard person.has(serialNumber) else { throw .deviceNotFound }
        guard person.devices.count > 1 else { throw .lastDevice }
        guard let proof else { throw .proofNeeded(provable: person.provable.map(\.serialNumber)) }
        try await prove(proof, by: person)
        try await take(serialNumber, from: person)
    }

    /// Removes a device unless it is the person's last, also if others of theirs are being removed at this moment.
    ///
    /// - Parameters:
    ///   - serialNumber: the device.
    ///   - person: with the devices that were listed, and one that was enabled since.
    /// - Throws: why it is still the person's, or may be.
    func take(_ serialNumber: MFASerialNumber, from person: PersonDevices) async throws(MFADevicesError) {
        let user = person.user.userName
        try await records.beginRemoval(of: serialNumber, among: person.devices, of: user)
        do throws(AWSError) {
            try await deactivate(serialNumber, of: person)
        } catch {
            if !error.mayHaveBeenCarriedOut { await records.endRemoval(of: serialNumber, of: user) }
            throw error.isNoSuchEntity ? .deviceNotFound : .aws(error)
        }
    }

    /// Takes a device from the person. A virtual one that Latchkey made is deleted; if that fails, the next enrolment does it.
    private func deactivate(_ serialNumber: MFASerialNumber, of person: PersonDevices) async throws(AWSError) {
        try await iam.deactivateMFADevice(userName: person.user.userName, serialNumber: serialNumber)
        if person.isOwn(serialNumber) { try? await delete(serialNumber) }
    }

    // MARK: For operators

    /// Takes a device from a person of whom an operator has made sure. It needs no codes, and may be the only one.
    package func takeLost(_ serialNumber: MFASerialNumber, from person: PersonDevices) async throws(MFADevicesError) {
        guard person.has(serialNumber) else { throw .deviceNotFound }
        do throws(AWSError) {
            try await deactivate(serialNumber, of: person)
        } catch {
            throw error.isNoSuchEntity ? .deviceNotFound : .aws(error)
        }
    }

    /// Has a person begin anew, whatever they tried lately: no code of theirs counts as wrong, and no device as their first.
    package func forgetAttempts(of person: PersonDevices) async throws(MFADevicesError) {
        try await records.forget(person.user.userName)
    }

    func wrapping<Value>(
        _ body: () async throws(AWSError) -> Value
    ) async throws(MFADevicesError) -> Value {
        do throws(AWSError) { return try await body() } catch { throw .aws(error) }
    }
}
