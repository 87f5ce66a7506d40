import AWS
import Concurrency
import Problems
import Secrets
import Testing

@testable import FakeAWS
@testable import MFADevices

@Suite(.timeLimit(.minutes(1))) struct UserMFADevicesTests {
    private static let phone = "arn:aws:iam::123456789012:mfa/latchkey/ann/phone"
    private static let tablet = "arn:aws:iam::123456789012:mfa/latchkey/ann/tablet"
    private static let old = "arn:aws:iam::123456789012:mfa/ann"
    private static let passkey = "arn:aws:iam::123456789012:u2f/user/ann/key-ABC"
    private static let token = "GAHT12345678"

    private let ann: UserName
    private let good: AuthenticationCodes
    private let bad: AuthenticationCodes

    init() throws {
        ann = try userName("ann")
        good = try #require(AuthenticationCodes("111111", "222222"))
        bad = try #require(AuthenticationCodes("222222", "111111"))
    }

    private func make(
        _ devices: [String: String], clock: ManualClock = ManualClock(), served: ServedUsers = .all,
        _ intercept: @escaping FakeAccount.Intercept = { _, _ in nil }
    ) throws -> (FakeAccount, UserMFADevices) {
        let account = FakeAccount(intercept: intercept)
        account.with {
            $0.users = ["ann": [:], "bob": [:], "latchkey": [:]]
            $0.mfaDevices = devices
        }
        return (account, try node(of: account, clock: clock, served: served))
    }

    /// What a node does for a request of a person.
    private func node(
        of account: FakeAccount, clock: ManualClock = ManualClock(), served: ServedUsers = .all
    ) throws -> UserMFADevices {
        let client = try account.client(timekeeper: clock.standing)
        return UserMFADevices(
            client: client, deadline: .now + .seconds(600),
            records: MFARecordTable(table: "latchkey-tokens", client: client, longestRequest: .seconds(60)),
            own: OwnIdentity(), served: served)
    }

    private func proof(_ device: String, _ codes: AuthenticationCodes? = nil) throws -> MFAProof {
        MFAProof(serialNumber: try #require(MFASerialNumber(device)), codes: codes ?? good)
    }

    private func name(_ text: String) throws -> VirtualMFADeviceName { try #require(VirtualMFADeviceName(text)) }

    /// The kind of the problem with which something is refused.
    private func refusal(_ body: () async throws -> Void) async -> String? {
        await #expect(throws: MFADevicesError.self) { try await body() }?.problem.kind
    }

    // MARK: Looking

    @Test func `a person's own devices are listed`() async throws {
        let (_, user) = try make([Self.phone: "ann", "arn:aws:iam::123456789012:mfa/x": "bob"])
        let person = try await user.list(of: ann)
        #expect(person.devices.map(\.serialNumber.rawValue) == [Self.phone] && person.user.userName == ann)
    }

    @Test(arguments: [("nobody", "no-iam-user"), ("Latchkey", "user-not-served"), ("latchkey", "user-not-served")])
    func `who has no user, and Latchkey's own, have no devices`(name: String, kind: String) async throws {
        let (account, user) = try make([:])
        #expect(await refusal { _ = try await user.list(of: userName(name)) } == kind)
        #expect(await refusal { _ = try await user.begin(self.name("x"), proof: nil, for: userName(name)) } == kind)
        #expect(account.with { !$0.operations.contains("CreateVirtualMFADevice") })
    }

    @Test func `users elsewhere than at the path that is served are refused`() async throws {
        let (_, user) = try make([:], served: ServedUsers(path: try #require(Path("/people/"))))
        #expect(await refusal { _ = try await user.list(of: ann) } == "user-not-served")
    }

    @Test func `a device's path has the name that IAM has, whatever the caller's case`() async throws {
        let (_, user) = try make([:])
        let begun = try await user.begin(name("phone"), proof: nil, for: userName("ANN"))
        #expect(begun.enrolment.serialNumber.rawValue == Self.phone && begun.user == ann)
    }

    // MARK: The first device

    @Test func `the first device needs nothing but the sign-on and its own codes`() async throws {
        let (account, user) = try make([:])
        let begun = try await user.begin(name("phone"), proof: nil, for: ann)
        #expect(begun.enrolment.grounds == .firstDevice && begun.device.base32StringSeed.reveal() == "JBSWY3DPEHPK3PXP")
        #expect(
            await refusal { _ = try await user.enable(begun.enrolment, codes: bad, for: ann) } == "mfa-codes-refused")
        #expect(try await user.enable(begun.enrolment, codes: good, for: ann) == nil)
        #expect(account.with { $0.mfaDevices } == [Self.phone: "ann"])
    }

    @Test func `a first device isn't enabled once the person has one`() async throws {
        let (account, user) = try make([:])
        let begun = try await user.begin(name("phone"), proof: nil, for: ann)
        account.with { $0.mfaDevices[Self.old] = "ann" }
        #expect(
            await refusal { _ = try await user.enable(begun.enrolment, codes: good, for: ann) } == "mfa-enrolment-over")
        #expect(account.with { $0.mfaDevices[Self.phone] } == "")
    }

    @Test func `of two first devices, one is enabled, also when IAM lists it late`() async throws {
        let (account, user) = try make([:])
        let begun = try await user.begin(name("phone"), proof: nil, for: ann)
        _ = try await user.enable(begun.enrolment, codes: good, for: ann)
        account.with {
            $0.mfaDevices.removeAll()
            $0.mfaDevices[Self.tablet] = ""
        }
        let other = Enrolment(serialNumber: try proof(Self.tablet).serialNumber, grounds: .firstDevice)
        #expect(await refusal { _ = try await user.enable(other, codes: good, for: ann) } == "mfa-enrolment-over")
    }

    @Test(arguments: ["phone", "tablet"])
    func `a device that was begun and not enabled is deleted by the next beginning`(second: String) async throws {
        let (account, user) = try make([Self.phone: "", "arn:aws:iam::123456789012:mfa/latchkey/anna/x": ""])
        _ = try await user.begin(name(second), proof: nil, for: ann)
        #expect(
            account.with { Set($0.mfaDevices.keys) } == [
                "arn:aws:iam::123456789012:mfa/latchkey/ann/\(second)", "arn:aws:iam::123456789012:mfa/latchkey/anna/x",
            ])
    }

    @Test func `a begun device that IAM doesn't list yet is deleted when its name comes again`() async throws {
        let (account, user) = try make([Self.phone: ""]) { operation, world in
            if operation == "ListVirtualMFADevices" { world.mfaDevices[Self.phone] = nil }
            if operation == "CreateVirtualMFADevice", world.operations.filter({ $0 == operation }).count == 1 {
                world.mfaDevices[Self.phone] = ""
            }
            return nil
        }
        _ = try await user.begin(name("phone"), proof: nil, for: ann)
        #expect(account.with { $0.mfaDevices } == [Self.phone: ""])
    }

    // MARK: Further devices

    @Test func `a further device needs the codes of one that the person has`() async throws {
        let (account, user) = try make([Self.phone: "ann"])
        #expect(await refusal { _ = try await user.begin(name("tablet"), proof: nil, for: ann) } == "mfa-proof-needed")
        let wrong = try proof(Self.phone, bad)
        #expect(
            await refusal { _ = try await user.begin(name("tablet"), proof: wrong, for: ann) } == "mfa-codes-refused")
        #expect(account.with { $0.mfaDevices } == [Self.phone: "ann"])
        let begun = try await user.begin(name("tablet"), proof: proof(Self.phone), for: ann)
        _ = try await user.enable(begun.enrolment, codes: good, for: ann)
        #expect(account.with { $0.mfaDevices } == [Self.phone: "ann", Self.tablet: "ann"])
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:mfa/bob", "no-such-mfa-device"), (passkey, "mfa-device-without-codes"),
        ("arn:aws:iam::123456789012:mfa/nothing", "no-such-mfa-device"),
    ])
    func `the codes of somebody else's device, or of one without codes, prove nothing`(
        device: String, kind: String
    ) async throws {
        let (account, user) = try make([
            Self.phone: "ann", Self.passkey: "ann", "arn:aws:iam::123456789012:mfa/bob": "bob",
        ])
        #expect(await refusal { _ = try await user.begin(name("x"), proof: proof(device), for: ann) } == kind)
        #expect(account.with { !$0.operations.contains("CreateVirtualMFADevice") })
    }

    @Test func `who has devices without codes alone is told where to go`() async throws {
        let (_, user) = try make([Self.passkey: "ann"])
        let error = await #expect(throws: MFADevicesError.self) {
            _ = try await user.begin(name("x"), proof: nil, for: ann)
        }
        #expect(error?.problem.detail.contains("Sign in to the console") == true)
    }

    @Test func `a proof counts for nothing once its device was taken away`() async throws {
        let (account, user) = try make([Self.phone: "ann"])
        let begun = try await user.begin(name("tablet"), proof: proof(Self.phone), for: ann)
        account.with { $0.mfaDevices[Self.phone] = nil }
        #expect(
            await refusal { _ = try await user.enable(begun.enrolment, codes: good, for: ann) } == "mfa-enrolment-over")
        #expect(account.with { $0.mfaDevices } == [Self.tablet: ""])
    }

    @Test func `a device that was made elsewhere isn't enabled`() async throws {
        let (account, user) = try make([Self.old: ""])
        let foreign = Enrolment(serialNumber: try proof(Self.old).serialNumber, grounds: .firstDevice)
        #expect(await refusal { _ = try await user.enable(foreign, codes: good, for: ann) } == "mfa-enrolment-over")
        #expect(await refusal { try await user.cancel(foreign, of: ann) } == "mfa-enrolment-over")
        #expect(account.with { $0.mfaDevices } == [Self.old: ""])
    }

    @Test func `a name that is taken, and a ninth device, are refused before anything is proved`() async throws {
        let (account, user) = try make([Self.phone: "ann"])
        #expect(
            await refusal { _ = try await user.begin(name("phone"), proof: proof(Self.phone), for: ann) }
                == "mfa-name-taken")
        account.with { world in for number in 1...7 { world.mfaDevices["GAHT0000000\(number)"] = "ann" } }
        #expect(
            await refusal { _ = try await user.begin(name("x"), proof: proof(Self.phone), for: ann) }
                == "mfa-device-limit")
        #expect(account.with { !$0.operations.contains("ResyncMFADevice") })
    }

    @Test func `giving up deletes the device`() async throws {
        let (account, user) = try make([:])
        let begun = try await user.begin(name("phone"), proof: nil, for: ann)
        try await user.cancel(begun.enrolment, of: ann)
        #expect(account.with { $0.mfaDevices.isEmpty })
    }

    @Test(arguments: [true, false])
    func `an enabling whose answer is lost is looked up`(isDone: Bool) async throws {
        let (_, user) = try make([:]) { operation, world in
            guard operation == "EnableMFADevice" else { return nil }
            if isDone { world.mfaDevices[Self.phone] = "ann" }
            return (500, "InternalFailure")
        }
        let begun = try await user.begin(name("phone"), proof: nil, for: ann)
        if isDone {
            #expect(try await user.enable(begun.enrolment, codes: good, for: ann) == nil)
        } else {
            #expect(
                await refusal { _ = try await user.enable(begun.enrolment, codes: good, for: ann) } == "aws-unavailable"
            )
        }
    }

    @Test(arguments: [true, false])
    func `who gives a first device up may begin another one at once, whatever came of enabling it`(
        cancels: Bool
    ) async throws {
        let (account, user) = try make([:]) { operation, world in
            let isFirst = operation == "EnableMFADevice" && world.operations.filter { $0 == operation }.count == 1
            return isFirst ? (500, "InternalFailure") : nil
        }
        let phone = try await user.begin(name("phone"), proof: nil, for: ann)
        #expect(
            await refusal { _ = try await user.enable(phone.enrolment, codes: good, for: ann) } == "aws-unavailable")
        if cancels { try await user.cancel(phone.enrolment, of: ann) }
        let tablet = try await user.begin(name("tablet"), proof: nil, for: ann)
        #expect(try await user.enable(tablet.enrolment, codes: good, for: ann) == nil)
        #expect(account.with { $0.mfaDevices } == [Self.tablet: "ann"])
    }

    // MARK: Replacing and removing

    @Test(arguments: [old, phone, token])
    func `a device is replaced by its own codes, the new one first`(replaced: String) async throws {
        let (account, user) = try make([replaced: "ann"])
        let begun = try await user.begin(
            name("tablet"), proof: proof(replaced), replacing: proof(replaced).serialNumber, for: ann)
        #expect(account.with { $0.mfaDevices[replaced] } == "ann")
        #expect(try await user.enable(begun.enrolment, codes: good, for: ann) == nil)
        // A virtual device that Latchkey didn't make is left, and is nobody's.
        #expect(
            account.with { $0.mfaDevices }
                == (replaced == Self.old ? [Self.tablet: "ann", Self.old: ""] : [Self.tablet: "ann"]))
        let order = account.with { $0.operations.filter { ["EnableMFADevice", "DeactivateMFADevice"].contains($0) } }
        #expect(order == ["EnableMFADevice", "DeactivateMFADevice"])
    }

    @Test func `a device is replaced by one of the same name, again and again`() async throws {
        let clock = ManualClock()
        let (account, user) = try make([Self.phone: "ann"], clock: clock)
        let beside = "arn:aws:iam::123456789012:mfa/latchkey/ann/2/phone"
        for (replaced, new) in [(Self.phone, beside), (beside, Self.phone), (Self.phone, beside)] {
            let begun = try await user.begin(
                name("phone"), proof: proof(replaced), replacing: proof(replaced).serialNumber, for: ann)
            #expect(begun.enrolment.serialNumber.rawValue == new && begun.enrolment.serialNumber.name == "phone")
            #expect(try await user.enable(begun.enrolment, codes: good, for: ann) == nil)
            #expect(account.with { $0.mfaDevices } == [new: "ann"])
            clock.advance(30)
        }
    }

    @Test func `the name of a device that stays is taken, also when another one is replaced`() async throws {
        let (account, user) = try make([Self.phone: "ann", Self.tablet: "ann"])
        let proof = try proof(Self.phone)
        #expect(
            await refusal {
                _ = try await user.begin(name("tablet"), proof: proof, replacing: proof.serialNumber, for: ann)
            } == "mfa-name-taken")
        #expect(account.with { !$0.operations.contains("ResyncMFADevice") })
    }

    @Test func `a replaced device that AWS doesn't remove is told`() async throws {
        let (account, user) = try make([Self.phone: "ann"]) { operation, _ in
            operation == "DeactivateMFADevice" ? (403, "AccessDenied") : nil
        }
        let begun = try await user.begin(
            name("tablet"), proof: proof(Self.phone), replacing: proof(Self.phone).serialNumber, for: ann)
        #expect(try await user.enable(begun.enrolment, codes: good, for: ann)?.rawValue == Self.phone)
        #expect(account.with { $0.mfaDevices } == [Self.phone: "ann", Self.tablet: "ann"])
    }

    @Test func `a device is removed by its own codes or another's, and deleted if Latchkey made it`() async throws {
        for prover in [Self.phone, Self.tablet] {
            let (account, user) = try make([Self.phone: "ann", Self.tablet: "ann"])
            let phone = try proof(Self.phone).serialNumber
            #expect(await refusal { try await user.remove(phone, proof: nil, of: ann) } == "mfa-proof-needed")
            let wrong = try proof(prover, bad)
            #expect(await refusal { try await user.remove(phone, proof: wrong, of: ann) } == "mfa-codes-refused")
            try await user.remove(phone, proof: proof(prover), of: ann)
            #expect(account.with { $0.mfaDevices } == [Self.tablet: "ann"])
        }
    }

    @Test func `the only device stays, and nobody else's is touched`() async throws {
        let (account, user) = try make([Self.phone: "ann", Self.old: "bob"])
        let (phone, foreign) = (try proof(Self.phone), try proof(Self.old).serialNumber)
        #expect(await refusal { try await user.remove(phone.serialNumber, proof: phone, of: ann) } == "mfa-last-device")
        #expect(await refusal { try await user.remove(foreign, proof: phone, of: ann) } == "no-such-mfa-device")
        #expect(await refusal { try await user.resync(proof(Self.old), of: ann) } == "no-such-mfa-device")
        #expect(account.with { !$0.operations.contains("DeactivateMFADevice") })
    }

    // MARK: Two nodes

    @Test func `of two first devices of two nodes, one is enabled`() async throws {
        let (account, user) = try make([Self.phone: "", Self.tablet: ""])
        let nodes = [user, try node(of: account)]
        let enrolments = try [Self.phone, Self.tablet].map {
            Enrolment(serialNumber: try proof($0).serialNumber, grounds: .firstDevice)
        }
        let refused = await concurrentRefusals(nodes) { (node, index) in
            _ = try await node.enable(enrolments[index], codes: good, for: ann)
        }
        #expect(
            refused == ["mfa-enrolment-over"] && account.with { $0.mfaDevices.values.filter { $0 == "ann" }.count } == 1
        )
    }

    @Test func `of the last two devices, one stays`() async throws {
        let (account, user) = try make([Self.phone: "ann", Self.tablet: "ann"])
        let nodes = [user, try node(of: account)]
        let proofs = [try proof(Self.phone), try proof(Self.tablet)]
        let refused = await concurrentRefusals(nodes) { (node, index) in
            try await node.remove(proofs[index].serialNumber, proof: proofs[index], of: ann)
        }
        #expect(refused == ["mfa-last-device"] && account.with { $0.mfaDevices.count } == 1)
    }

    /// The kinds of the problems with which nodes refuse what each does at the same time.
    private func concurrentRefusals(
        _ nodes: [UserMFADevices], _ body: @escaping @Sendable (UserMFADevices, Int) async throws -> Void
    ) async -> [String] {
        await withTaskGroup(of: String?.self) { group in
            for (index, node) in nodes.enumerated() {
                group.addTask {
                    do {
                        try await body(node, index)
                        return nil
                    } catch {
                        return (error as? MFADevicesError)?.problem.kind ?? "\(error)"
                    }
                }
            }
            return await group.reduce(into: []) { found, kind in if let kind { found.append(kind) } }
        }
    }

    // MARK: Guessing

    @Test func `after five wrong codes no more are tried for five minutes`() async throws {
        let clock = ManualClock()
        let (account, user) = try make([Self.phone: "ann"], clock: clock)
        for _ in 0..<5 {
            #expect(await refusal { try await user.resync(proof(Self.phone, bad), of: ann) } == "mfa-codes-refused")
        }
        #expect(await refusal { try await user.resync(proof(Self.phone), of: ann) } == "mfa-too-many-attempts")
        #expect(account.with { $0.operations.filter { $0 == "ResyncMFADevice" }.count } == 5)
        clock.advance(301)
        try await user.resync(proof(Self.phone), of: ann)
    }
}
