import AWS
import Formats
import FoundationEssentials
import Problems
import Testing

@testable import Applications
@testable import FakeAWS

@Suite(.timeLimit(.minutes(1))) struct ApplicationRegistryTests {
    private let bench = RegistryBench()

    private func applicant(_ text: String = "aws:123456789012:role:app", _ id: String? = "AROAAPP") throws -> Applicant
    {
        Applicant(try application(text), uniqueID: id)
    }

    /// Has a role trust an application, and no other.
    @discardableResult private func trust(
        _ role: String = "tenants", _ applicants: Applicant..., in bench: RegistryBench? = nil
    ) throws -> ApplicationRegistry {
        let registry = try (bench ?? self.bench).registry()
        let ids = applicants.map { registry.externalID(of: $0.identity) }
        if ids.count == 1 { (bench ?? self.bench).trust(role, ids[0]) }
        if ids.count == 2 { (bench ?? self.bench).trust(role, ids[0], ids[1]) }
        return registry
    }

    private func role(_ name: String) throws -> Registration {
        try .make(["role_arn": .string("arn:aws:iam::123456789012:role/access/\(name)")])
    }

    private func error(_ body: () async throws -> Void) async -> ApplicationsError? {
        do {
            try await body()
            return nil
        } catch let error as ApplicationsError {
            return error
        } catch {
            Issue.record(error)
            return nil
        }
    }

    // MARK: Registering

    @Test func `an application registers, finds itself, and nobody else finds it`() async throws {
        let (me, other) = (try applicant(), try applicant("aws:123456789012:user:app"))
        let registry = try trust("tenants", me)
        let record = try await registry.register(.make(), for: me)
        #expect(record.externalID == registry.externalID(of: me.identity) && record.registeredAt == bench.clock.now)
        #expect(try await registry.record(for: me) == record)
        #expect(try await bench.registry().record(of: me.identity) == record)
        #expect(await error { _ = try await registry.record(for: other) } == .notRegistered(other.identity))
    }

    @Test func `who is registered can't register again`() async throws {
        let me = try applicant()
        let registry = try trust("tenants", me)
        _ = try await registry.register(.make(), for: me)
        let (items, registration) = (bench.items, try Registration.make())
        let second = await error { _ = try await registry.register(registration, for: me) }
        #expect(second == .alreadyRegistered(me.identity) && bench.items == items)
    }

    @Test(arguments: [
        ("arn:aws:iam::123456789012:role/tenants", "https://issuer.example/pool", "role-not-allowed"),
        ("arn:aws:iam::123456789012:role/accessory/tenants", "https://issuer.example/pool", "role-not-allowed"),
        ("arn:aws-cn:iam::123456789012:role/access/tenants", "https://issuer.example/pool", "role-not-allowed"),
        ("arn:aws:iam::123456789012:role/access/tenants", "https://other.example/pool", "key-host-not-allowed"),
        ("arn:aws:iam::123456789012:role/access/tenants", "https://issuer.example:8443/pool", "key-host-not-allowed"),
        (
            "arn:aws:iam::123456789012:role/access/tenants", "https://issuer.example.evil.example",
            "key-host-not-allowed"
        ),
    ])
    func `what isn't on the operator's lists is refused before AWS is asked`(
        _ role: String, _ issuer: String, _ kind: String
    ) async throws {
        let me = try applicant()
        let registry = try trust("tenants", me)
        let registration = try Registration.make(["role_arn": .string(role), "issuer": .string(issuer)])
        let found = await error { _ = try await registry.register(registration, for: me) }
        #expect(found?.problem.kind == kind)
        #expect(bench.items.isEmpty && !bench.account.with { $0.operations }.contains("AssumeRole"))
    }

    @Test func `the host of the key set counts where it is named, and not the issuer's`() async throws {
        let me = try applicant()
        let registry = try trust("tenants", me)
        _ = try await registry.register(
            .make(["issuer": "https://other.example", "jwks_url": "https://issuer.example/jwks.json"]), for: me)
        #expect(bench.items.count == 2)
    }

    // MARK: Ownership

    @Test(arguments: [
        ([], OwnershipFault.denied), ([""], .denied), (["another"], .denied), (["*"], .openWithoutExternalID),
        (["mine", ""], .openWithoutExternalID),
    ])
    func `a role whose trust doesn't ask for the application's ExternalId alone is refused`(
        _ trusted: [String], _ fault: OwnershipFault
    ) async throws {
        let me = try applicant()
        let registry = try bench.registry()
        let id = registry.externalID(of: me.identity)
        let ids = trusted.map { $0 == "mine" ? id : $0 }
        switch ids.count {
        case 0: break
        case 1: bench.trust("tenants", ids[0])
        default: bench.trust("tenants", ids[0], ids[1])
        }
        let registration = try Registration.make()
        let found = await error { _ = try await registry.register(registration, for: me) }
        #expect(found == .notProved(fault, registration.role, externalID: id) && bench.items.isEmpty)
    }

    @Test func `a role that takes every ExternalId but wants one is refused`() async throws {
        let me = try applicant()
        let bench = RegistryBench { operation, world in
            operation == "AssumeRole" && world.calls.last?.form["ExternalId"] == nil ? (403, "AccessDenied") : nil
        }
        bench.trust("tenants", "*")
        let registry = try bench.registry()
        let registration = try Registration.make()
        let found = await error { _ = try await registry.register(registration, for: me) }
        let id = registry.externalID(of: me.identity)
        #expect(found == .notProved(.openWithOthers, registration.role, externalID: id))
    }

    @Test func `a failure of STS proves nothing`() async throws {
        let me = try applicant()
        let bench = RegistryBench { operation, world in
            operation == "AssumeRole" && world.calls.last?.form["ExternalId"] == nil ? (400, "ValidationError") : nil
        }
        let registry = try trust("tenants", me, in: bench)
        let registration = try Registration.make()
        let found = await error { _ = try await registry.register(registration, for: me) }
        guard case .aws = found else { return #expect(Bool(false), "\(String(describing: found))") }
        #expect(bench.items.isEmpty)
    }

    @Test func `the sessions that prove a role may do nothing, and come as those of users do`() async throws {
        let me = try applicant()
        let registry = try trust("tenants", me)
        _ = try await registry.register(.make(), for: me)
        let forms = bench.account.with { $0.calls.filter { $0.operation == "AssumeRole" }.map(\.form) }
        #expect(forms.allSatisfy { $0["Policy"]?.contains("Deny") == true })
        #expect(forms[0]["SourceIdentity"] == "latchkey" && forms[0]["Tags.member.1.Value"] == "latchkey")
        let id = registry.externalID(of: me.identity)
        #expect(forms.filter { $0["ExternalId"] == id }.count == 1 && forms[0]["ExternalId"] == id)
        // Without the ExternalId and with another one: like users, without tags, and with nothing at all.
        let manners = [true, false].map { isNil in
            Set(
                forms.dropFirst().filter { ($0["ExternalId"] == nil) == isNil }
                    .map { [$0["SourceIdentity"], $0["Tags.member.1.Key"]] })
        }
        #expect(manners[0] == [["latchkey", forms[0]["Tags.member.1.Key"]], ["latchkey", nil], [nil, nil]])
        #expect(manners[1] == manners[0])
    }

    @Test(arguments: [["SourceIdentity"], ["SourceIdentity", "Tags.member.1.Key"]])
    func `a role that wants what sessions of users have, and no ExternalId, is nobody's`(_ wanted: [String])
        async throws
    {
        let me = try applicant()
        let bench = RegistryBench { operation, world in
            let form = world.calls.last?.form ?? [:]
            return operation == "AssumeRole" && wanted.contains { form[$0] == nil } ? (403, "AccessDenied") : nil
        }
        bench.trust("tenants", "*")
        let registry = try bench.registry()
        let registration = try Registration.make()
        let found = await error { _ = try await registry.register(registration, for: me) }
        let id = registry.externalID(of: me.identity)
        #expect(
            [.openWithoutExternalID, .openWithOthers].map {
                .notProved($0, registration.role, externalID: id)
            }.contains(found))
        #expect(bench.items.isEmpty)
    }

    @Test func `each application has an ExternalId of its own, which stays when the secret is changed`() async throws {
        let names = ["aws:123456789012:role:app", "aws:123456789012:user:app", "aws:210987654321:role:app", "sso:app"]
        let registry = try bench.registry()
        let ids = try names.map { registry.externalID(of: try application($0)) }
        #expect(Set(ids).count == 4 && ids.allSatisfy { $0.utf8.count == 43 })
        let me = try applicant()
        try trust("tenants", me)
        let record = try await registry.register(.make(), for: me)
        let later = try bench.registry(secret: "n", former: ["k"])
        #expect(later.externalID(of: me.identity) != record.externalID)
        #expect(try await later.record(for: me) == record)
        let changed = try await later.change(to: .make(["duration": 900]), for: me, if: .any)
        #expect(changed.externalID == record.externalID)
        #expect(await error { _ = try await registry.record(for: me) } == .unreadable(me.identity))
    }

    // MARK: Another principal of the same name

    @Test func `a role that was made again isn't the application, and neither is a proof that doesn't tell`()
        async throws
    {
        let me = try applicant()
        let registry = try trust("tenants", me)
        _ = try await registry.register(.make(), for: me)
        for other in [try applicant(me.identity.description, "AROAOTHER"), try applicant(me.identity.description, nil)]
        {
            let condition = VersionCondition.any
            let registration = try Registration.make()
            #expect(await error { _ = try await registry.record(for: other) } == .otherPrincipal(me.identity))
            #expect(
                await error {
                    _ = try await registry.change(to: registration, for: other, if: condition)
                } == .otherPrincipal(me.identity))
            #expect(
                await error { try await registry.remove(other, if: condition) }
                    == .otherPrincipal(me.identity))
        }
        try await registry.remove(me.identity)
        _ = try await registry.register(.make(), for: applicant(me.identity.description, "AROAOTHER"))
    }

    @Test func `an ID that wasn't known at the registration is kept from the first change on`() async throws {
        let (me, unknown) = (try applicant(), try applicant("aws:123456789012:role:app", nil))
        let registry = try trust("tenants", me)
        _ = try await registry.register(.make(), for: unknown)
        let changed = try await registry.change(to: .make(["duration": 900]), for: me, if: .any)
        #expect(changed.uniqueID == "AROAAPP")
        #expect(await error { _ = try await registry.record(for: unknown) } == .otherPrincipal(me.identity))
    }

    // MARK: Changing and removing

    @Test func `a change is for one version`() async throws {
        let me = try applicant()
        let registry = try trust("tenants", me)
        let first = try await registry.register(.make(), for: me)
        let condition = VersionCondition(ifMatch: first.version.entityTag)
        let second = try await registry.change(to: .make(["duration": 900]), for: me, if: condition)
        #expect(second.version != first.version && second.registration.duration == 900)
        let registration = try Registration.make(["duration": 1_000])
        let stale = await error {
            _ = try await registry.change(to: registration, for: me, if: condition)
        }
        #expect(stale == .changed)
        #expect(await error { try await registry.remove(me, if: condition) } == .changed)
        #expect(try await registry.record(for: me) == second)
    }

    @Test func `a change to other tags is proved`() async throws {
        let me = try applicant()
        let registry = try trust("tenants", me)
        _ = try await registry.register(.make(), for: me)
        bench.trust("tenants", "none")
        let registration = try Registration.make(["tags": [["tag": "Other", "claim": "tenant"]]])
        let found = await error { _ = try await registry.change(to: registration, for: me, if: .any) }
        #expect(found == .notProved(.denied, registration.role, externalID: registry.externalID(of: me.identity)))
    }

    @Test func `a change to another role is proved, and any other change asks nobody`() async throws {
        let me = try applicant()
        let registry = try trust("tenants", me)
        _ = try await registry.register(.make(), for: me)
        let asked = { bench.account.with { $0.operations.count { $0 == "AssumeRole" } } }
        let before = asked()
        _ = try await registry.change(to: .make(["audience": "client-2"]), for: me, if: .any)
        #expect(asked() == before)
        let registration = try role("others")
        let found = await error {
            _ = try await registry.change(to: registration, for: me, if: .any)
        }
        #expect(found == .notProved(.denied, registration.role, externalID: registry.externalID(of: me.identity)))
        try trust("others", me)
        #expect(try await registry.change(to: registration, for: me, if: .any).registration == registration)
    }

    @Test func `what was removed is gone, can be registered again, and no old version is meant by a new one`()
        async throws
    {
        let me = try applicant()
        let registry = try trust("tenants", me)
        let first = try await registry.register(.make(), for: me)
        try await registry.remove(me, if: .any)
        #expect(bench.items.isEmpty)
        #expect(await error { try await registry.remove(me, if: .any) } == .notRegistered(me.identity))
        _ = try await registry.register(.make(), for: me)
        let old = VersionCondition(ifMatch: first.version.entityTag)
        #expect(await error { try await registry.remove(me, if: old) } == .changed)
    }

    // MARK: One role, one application

    @Test func `two applications can't have one role, however its ARN is written`() async throws {
        let (me, other) = (try applicant(), try applicant("sso:other", nil))
        let registry = try trust("tenants", me, other)
        bench.add("Tenants", path: "/access/else/")
        bench.trust("Tenants", registry.externalID(of: other.identity))
        _ = try await registry.register(.make(), for: me)
        for path in ["access/tenants", "access/else/Tenants"] {
            let registration = try Registration.make(["role_arn": .string("arn:aws:iam::123456789012:role/\(path)")])
            let found = await error {
                _ = try await registry.register(registration, for: other)
            }
            #expect(found == .roleTaken(registration.role))
        }
        bench.clock.advance(3_600)
        let registration = try Registration.make()
        let later = await error { _ = try await registry.register(registration, for: other) }
        #expect(later == .roleTaken(registration.role))
        #expect(bench.items.keys.filter { $0.hasPrefix("application/") }.count == 1)
    }

    @Test func `the operator may let two applications have one role`() async throws {
        let (me, other) = (try applicant(), try applicant("sso:other", nil))
        try trust("tenants", me, other)
        let registry = try bench.registry(sharing: .allowed)
        _ = try await registry.register(.make(), for: me)
        _ = try await registry.register(.make(), for: other)
        #expect(bench.items.count == 2)
    }

    @Test func `a role that its application left or gave back is another's`() async throws {
        let (me, other) = (try applicant(), try applicant("sso:other", nil))
        let registry = try trust("tenants", me, other)
        try trust("others", me)
        _ = try await registry.register(.make(), for: me)
        _ = try await registry.change(to: role("others"), for: me, if: .any)
        _ = try await registry.register(.make(), for: other)
        try await registry.remove(other, if: .any)
        _ = try await registry.change(to: .make(), for: me, if: .any)
    }

    @Test func `a claim that was left by a crash counts for a minute`() async throws {
        let (me, other) = (try applicant(), try applicant("sso:other", nil))
        let registry = try trust("tenants", me, other)
        bench.account.with {
            $0.applicationsTable.items["role/aws:123456789012:tenants"] = [
                "id": .s("role/aws:123456789012:tenants"), "owner": .s(other.identity.description),
                "version": .s("1.x"),
                "held_since": .n(1_700_000_000),
            ]
        }
        let registration = try Registration.make()
        let found = await error { _ = try await registry.register(registration, for: me) }
        #expect(found == .roleTaken(registration.role))
        bench.clock.advance(61)
        _ = try await registry.register(registration, for: me)
    }

    @Test func `who takes a claim over that comes alive meanwhile gives it back`() async throws {
        let (me, other) = (try applicant(), try applicant("sso:other", nil))
        let id = "role/aws:123456789012:tenants"
        // The other registered an hour ago, and its record appears when the claim is taken over.
        let store = RegistryBench()
        try trust("tenants", other, in: store)
        _ = try await store.registry().register(.make(), for: other)
        let items = store.items
        let records = items.filter { $0.key != id }
        let bench = RegistryBench { operation, world in
            let isTaken = world.applicationsTable.items[id]?["owner"] == .s(me.identity.description)
            if operation == "GetItem", isTaken { world.applicationsTable.items.merge(records) { $1 } }
            return nil
        }
        bench.account.with { $0.applicationsTable.items[id] = items[id] }
        bench.clock.advance(3_600)
        let registry = try trust("tenants", me, in: bench)
        let registration = try Registration.make()
        let found = await error { _ = try await registry.register(registration, for: me) }
        #expect(found == .roleTaken(registration.role))
        #expect(bench.items.filter { $0.key != id } == records)
        for attribute in ["owner", "version"] { #expect(bench.items[id]?[attribute] == items[id]?[attribute]) }
    }

    @Test func `who loses its claim while it registers takes the registration back`() async throws {
        let (me, other) = (try applicant(), try applicant("sso:other", nil))
        let id = "role/aws:123456789012:tenants"
        let bench = RegistryBench { operation, world in
            if operation == "UpdateItem", world.applicationsTable.items[id] != nil {
                world.applicationsTable.items[id]?["owner"] = .s(other.identity.description)
            }
            return nil
        }
        let registry = try trust("tenants", me, in: bench)
        let registration = try Registration.make()
        let found = await error { _ = try await registry.register(registration, for: me) }
        #expect(found == .roleTaken(registration.role) && Array(bench.items.keys) == [id])
    }

    // MARK: Races and lost answers

    @Test func `of many that register one application at once, one wins`() async throws {
        let me = try applicant()
        try trust("tenants", me)
        let registries = try (0..<2).map { _ in try bench.registry() }
        let registration = try Registration.make()
        let results = await withTaskGroup(of: String.self) { group in
            for number in 0..<30 {
                group.addTask {
                    await error {
                        _ = try await registries[number % 2].register(registration, for: me)
                    }.map { "\($0)" } ?? "registered"
                }
            }
            return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
        }
        #expect(results == ["registered": 1, "\(ApplicationsError.alreadyRegistered(me.identity))": 29])
    }

    @Test func `of many applications that register one role at once, one gets it`() async throws {
        let registry = try bench.registry()
        let applicants = try (0..<2).map { try applicant("sso:app\($0)", nil) }
        try trust("tenants", applicants[0], applicants[1])
        let registration = try Registration.make()
        let winners = await withTaskGroup(of: Bool.self) { group in
            for applicant in applicants {
                group.addTask {
                    await error {
                        _ = try await registry.register(registration, for: applicant)
                    } == nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1 && bench.items.keys.filter { $0.hasPrefix("application/") }.count == 1)
    }

    @Test(arguments: ["UpdateItem", "DeleteItem", "GetItem"])
    func `a write whose answer was lost isn't lost`(_ operation: String) async throws {
        let me = try applicant()
        try trust("tenants", me)
        for lost in 1...2 {
            let registry = try bench.registry(
                over: LosingTransport(bench.account, losing: operation, times: lost))
            _ = try await registry.register(.make(), for: me)
            _ = try await registry.change(to: .make(["duration": 900]), for: me, if: .any)
            try await registry.remove(me, if: .any)
            #expect(bench.items.isEmpty)
        }
    }

    // MARK: Operators, and a table that others wrote to

    @Test func `operators see all applications, page by page, and remove any`() async throws {
        let applicants = try (0..<5).map { try applicant("sso:app\($0)", nil) }
        let registry = try bench.registry(sharing: .allowed)
        bench.trust("tenants", "*")
        for applicant in applicants {
            bench.trust("tenants", registry.externalID(of: applicant.identity))
            _ = try await registry.register(.make(), for: applicant)
        }
        var (names, next): ([String], String?) = ([], nil)
        repeat {
            let page = try await registry.page(after: next, limit: 2)
            names += page.records.map(\.identity.description)
            next = page.next
        } while next != nil
        #expect(names == (0..<5).map { "sso:app\($0)" })
        try await registry.remove(applicants[0].identity)
        #expect(
            await error { try await registry.remove(applicants[0].identity) }
                == .notRegistered(applicants[0].identity))
    }

    @Test(arguments: [
        "registration", "version", "external_id", "unique_id", "registered_at", "changed_at", "name", "seal",
    ])
    func `a record that somebody else changed is believed by nobody, and removed by operators alone`(
        _ attribute: String
    ) async throws {
        let me = try applicant()
        let registry = try trust("tenants", me)
        _ = try await registry.register(.make(), for: me)
        let registration = try Registration.make(["issuer": "https://issuer.example/evil"])
        bench.account.with { world in
            let values: [String: AttributeValue] = [
                "registration": .s(registration.json.text), "registered_at": .n(1), "changed_at": .n(1),
                "name": .s("aws:123456789012:role:APP"),
            ]
            world.applicationsTable.items["application/\(me.identity.key)"]?[attribute] = values[attribute] ?? .s("x")
        }
        let unreadable = ApplicationsError.unreadable(me.identity)
        #expect(await error { _ = try await registry.record(for: me) } == unreadable)
        #expect(await error { _ = try await registry.register(registration, for: me) } == unreadable)
        #expect(await error { try await registry.remove(me, if: .any) } == unreadable)
        let page = try await registry.page(after: nil)
        #expect(page.records.isEmpty && page.unreadable == ["application/\(me.identity.key)"])
        try await registry.remove(me.identity)
        #expect(try await registry.page(after: nil).unreadable.isEmpty)
    }

    @Test func `a record of another application is no record of this one`() async throws {
        let (me, other) = (try applicant(), try applicant("sso:other", nil))
        let registry = try trust("tenants", me)
        _ = try await registry.register(.make(), for: me)
        bench.account.with { world in
            var item = world.applicationsTable.items["application/\(me.identity.key)"]
            item?["id"] = .s("application/sso:other")
            world.applicationsTable.items["application/sso:other"] = item
        }
        #expect(await error { _ = try await registry.record(for: other) } == .unreadable(other.identity))
    }
}
