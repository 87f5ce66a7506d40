import AWS
import HTTPTypes
import MFADevices
import Pages
import Problems
import SignOn
import Web

/// What `mfa` shows: the list of a person's devices, and the pages on which they begin to change it.
struct MFAPageRoutes: Sendable {
    let service: MFAService

    func routes(_ signOn: RemoteUser) -> [Route] {
        [
            signOn.route(.get, "/mfa", list),
            signOn.route(.get, "/mfa/add", offers: [.html], add),
            signOn.route(.get, "/mfa/resync", offers: [.html], resync),
            signOn.route(.get, "/mfa/remove", offers: [.html], remove),
        ]
    }

    private func list(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let person = try await service.devices(for: context).list(of: caller.userName)
        switch context.representation {
        case .data: return .json(MFAAnswers.listing(person))
        case .page:
            let page = MFADevicesPage(person: person, partition: service.client.partition)
            return .page(page.page(notice: context.notice(for: caller, from: page.notice)))
        }
    }

    private func add(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let person = try await service.devices(for: context).list(of: caller.userName)
        let replaced = try context.query[MFAField.replaced].map { try device($0, of: person) }
        guard person.devices.count < UserMFADevices.limit else { throw MFADevicesError.limitReached }
        guard person.devices.isEmpty || !person.provable.isEmpty else {
            throw MFADevicesError.proofNeeded(provable: [])
        }
        return .page(AddDevicePage(person: person, replaced: replaced, forms: try context.forms(for: caller)).page)
    }

    private func resync(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let (_, serialNumber) = try await chosen(context, caller)
        guard serialNumber.kind.showsCodes else { throw MFADevicesError.showsNoCodes }
        return .page(ResyncPage(serialNumber: serialNumber, forms: try context.forms(for: caller)).page)
    }

    private func remove(_ context: RequestContext, _ caller: Caller) async throws -> Reply {
        let (person, serialNumber) = try await chosen(context, caller)
        guard person.devices.count > 1 else { throw MFADevicesError.lastDevice }
        guard !person.provable.isEmpty else { throw MFADevicesError.proofNeeded(provable: []) }
        return .page(
            RemoveDevicePage(person: person, serialNumber: serialNumber, forms: try context.forms(for: caller)).page)
    }

    /// The device that the query names, and whose it is.
    private func chosen(
        _ context: RequestContext, _ caller: Caller
    ) async throws -> (PersonDevices, MFASerialNumber) {
        let person = try await service.devices(for: context).list(of: caller.userName)
        return (person, try device(context.query[MFAField.serialNumber] ?? "", of: person))
    }

    /// A text that can't be a serial number is nobody's.
    private func device(_ text: String, of person: PersonDevices) throws(MFADevicesError) -> MFASerialNumber {
        guard let serialNumber = MFASerialNumber(text), person.has(serialNumber) else { throw .deviceNotFound }
        return serialNumber
    }
}
