import AWS
import Formats
import HTTPTypes
import MFADevices
import Pages
import Problems
import Program
import SignOn
import Web

/// What `mfa` changes. Each change is recorded in the audit log before it is made, and after it.
struct MFAChangeRoutes: Sendable {
    let service: MFAService

    func routes(_ signOn: RemoteUser) -> [Route] {
        [
            signOn.route(
                .post, "/mfa", members: MFAField.codes.union([MFAField.name, MFAField.proved, MFAField.replaced]), begin
            ),
            signOn.route(.post, "/mfa/enable", members: MFAField.codes.union([MFAField.enrolment]), enable),
            signOn.route(.post, "/mfa/cancel", members: [MFAField.enrolment], cancel),
            signOn.route(.post, "/mfa/resync", members: MFAField.codes.union([MFAField.serialNumber]), resync),
            signOn.route(
                .post, "/mfa/remove", members: MFAField.codes.union([MFAField.serialNumber, MFAField.proved]), remove),
        ]
    }

    // MARK: Adding

    /// Makes a device. Its seed leaves only once the audit record is complete; if that can't be written, the device is deleted
    /// again.
    private func begin(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let input = try MFAInput(context)
        let name = try input.deviceName()
        let replaced = try input.optionalSerialNumber(MFAField.replaced)
        let proof = try input.proof()
        let devices = service.devices(for: context)
        let record = AuditRecord(
            "create-mfa-device", of: name.rawValue, by: caller, in: context,
            facts: facts(proof: proof?.serialNumber, replaced: replaced))
        let begun: (enrolment: Enrolment, device: NewVirtualMFADevice, user: UserName)
        do {
            begun = try await service.audit.recording(record, subject: { $0.enrolment.serialNumber.rawValue }) {
                () throws(MFADevicesError) in
                try await devices.begin(name, proof: proof, replacing: replaced, for: caller.userName)
            } ifIncomplete: { error, begun in
                try? await devices.cancel(begun.enrolment, of: caller.userName)
                throw error
            }
        } catch MFADevicesError.codesRefused where context.representation == .page {
            return try await again(context, caller, proof) { person, forms in
                AddDevicePage(person: person, replaced: replaced, name: name, proved: proof?.serialNumber, forms: forms)
                    .page
            }
        }
        let ticket = service.tickets.ticket(for: begun.enrolment, of: begun.user)
        let uri = OTPAuthURI(
            issuer: service.issuer, user: begun.user,
            account: ARN(begun.device.serialNumber.rawValue)?.accountID?.rawValue ?? "",
            seed: begun.device.base32StringSeed)
        switch context.representation {
        case .data:
            return .json(MFAAnswers.begun(begun.device, uri: uri, ticket: ticket), status: .created)
        case .page:
            let afterwards = try context.location(
                "/mfa", telling: "begun", of: begun.device.serialNumber.name, to: caller,
                lifetime: EnrolmentTickets.lifetime)
            let page = EnrolmentPage(
                serialNumber: begun.device.serialNumber, ticket: ticket, seed: begun.device.base32StringSeed, uri: uri,
                afterwards: afterwards, forms: try context.forms(for: caller))
            return .page(try page.page, status: .created)
        }
    }

    private func enable(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let input = try MFAInput(context)
        let (ticket, codes) = (try input.enrolment(), try input.codes())
        let devices = service.devices(for: context)
        let enrolment = try await enrolment(ticket, of: caller, by: devices)
        let record = AuditRecord(
            "enable-mfa-device", of: enrolment.serialNumber.rawValue, by: caller, in: context,
            facts: facts(proof: enrolment.provedDevice, replaced: enrolment.replaced))
        let left: MFASerialNumber?
        do {
            left = try await service.audit.recording(record) { () throws(MFADevicesError) in
                try await devices.enable(enrolment, codes: codes, for: caller.userName)
            }
        } catch MFADevicesError.codesRefused where context.representation == .page {
            // The app has the seed, so that another two codes are all that is missing.
            let page = EnrolmentPage(
                serialNumber: enrolment.serialNumber, ticket: ticket, forms: try context.forms(for: caller))
            return .page(try page.page, status: .forbidden)
        }
        switch context.representation {
        case .data: return .json(MFAAnswers.enabled(enrolment, left: left))
        case .page:
            let code = left != nil ? "replaced-not-removed" : enrolment.replaced != nil ? "replaced" : "added"
            return .seeOther(
                try context.location("/mfa", telling: code, of: enrolment.serialNumber.name, to: caller))
        }
    }

    private func cancel(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let ticket = try MFAInput(context).enrolment()
        let devices = service.devices(for: context)
        let enrolment = try await enrolment(ticket, of: caller, by: devices)
        let record = AuditRecord("cancel-mfa-device", of: enrolment.serialNumber.rawValue, by: caller, in: context)
        try await service.audit.recordingWithdrawal(record) { () throws(MFADevicesError) in
            try await devices.cancel(enrolment, of: caller.userName)
        }
        return try reply(context, caller, telling: "cancelled", of: enrolment.serialNumber)
    }

    /// The enrolment of a ticket, which is good for the IAM user under the name that IAM has.
    private func enrolment(
        _ ticket: String, of caller: Caller, by devices: UserMFADevices
    ) async throws(MFADevicesError) -> Enrolment {
        if let enrolment = service.tickets.enrolment(of: ticket, by: caller.userName) { return enrolment }
        let user = try await devices.list(of: caller.userName).user.userName
        guard let enrolment = service.tickets.enrolment(of: ticket, by: user) else { throw .enrolmentOver }
        return enrolment
    }

    // MARK: Changing

    private func resync(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let input = try MFAInput(context)
        let proof = MFAProof(serialNumber: try input.serialNumber(), codes: try input.codes())
        let record = AuditRecord("resync-mfa-device", of: proof.serialNumber.rawValue, by: caller, in: context)
        do {
            try await service.audit.recording(record) { () throws(MFADevicesError) in
                try await service.devices(for: context).resync(proof, of: caller.userName)
            }
        } catch MFADevicesError.codesRefused where context.representation == .page {
            return try await again(context, caller, proof) { _, forms in
                ResyncPage(serialNumber: proof.serialNumber, forms: forms).page
            }
        }
        return try reply(context, caller, telling: "resynced", of: proof.serialNumber)
    }

    private func remove(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let input = try MFAInput(context)
        let (serialNumber, proof) = (try input.serialNumber(), try input.proof())
        let record = AuditRecord(
            "remove-mfa-device", of: serialNumber.rawValue, by: caller, in: context,
            facts: facts(proof: proof?.serialNumber, replaced: nil))
        do {
            try await service.audit.recording(record) { () throws(MFADevicesError) in
                try await service.devices(for: context).remove(serialNumber, proof: proof, of: caller.userName)
            }
        } catch MFADevicesError.codesRefused where context.representation == .page {
            return try await again(context, caller, proof) { person, forms in
                RemoveDevicePage(
                    person: person, serialNumber: serialNumber, proved: proof?.serialNumber, forms: forms
                ).page
            }
        }
        return try reply(context, caller, telling: "removed", of: serialNumber)
    }

    /// The page on which a person mistyped codes, for another try.
    private func again(
        _ context: RequestContext, _ caller: Caller, _ proof: MFAProof?, _ page: (PersonDevices, Forms) -> Page
    ) async throws -> Reply {
        let person = try await service.devices(for: context).list(of: caller.userName)
        var shown = page(person, try context.forms(for: caller))
        shown.notice = proof.map { CodeFields.refused($0.serialNumber) }
        return .page(shown, status: .forbidden)
    }

    private func reply(
        _ context: RequestContext, _ caller: Caller, telling code: String, of device: MFASerialNumber
    ) throws(Problem) -> Reply {
        switch context.representation {
        case .data: .noContent
        case .page: .seeOther(try context.location("/mfa", telling: code, of: device.name, to: caller))
        }
    }

    /// For the audit record: by which device the change was allowed, and which one goes.
    private func facts(proof: MFASerialNumber?, replaced: MFASerialNumber?) -> [JSONValue.Member] {
        [("proof", proof), ("replaces", replaced)].compactMap { name, device in
            device.map { .init(name, .string($0.rawValue)) }
        }
    }
}

extension Enrolment {
    /// The device by which the person proved that they may have another one.
    fileprivate var provedDevice: MFASerialNumber? {
        switch grounds {
        case .firstDevice: nil
        case .holds(let device): device
        }
    }
}
