import AWS
import FoundationEssentials
import Testing

@testable import Baseline

@Suite struct FirstSecretsStateTests {
    @Test(
        arguments: [
            (FirstSecretsState(), [.password, .accessKey]),
            (FirstSecretsState(hasPassword: true), [.accessKey]),
            (FirstSecretsState(hasAccessKey: true), [.password]),
            (FirstSecretsState(hasPassword: true, tag: .pending(since: .now, run: "a1")), [.accessKey]),
            (
                FirstSecretsState(hasPassword: true, hasAccessKey: true, tag: .pending(since: .now, run: "a1")),
                [.accessKey]
            ),
        ] as [(FirstSecretsState, [FirstSecret])])
    func `what is missing is made`(state: FirstSecretsState, missing: [FirstSecret]) throws {
        let name = try #require(UserName("alice"))
        #expect(state.missing(for: PersonEntry(name: name, consolePassword: true, accessKey: true)) == missing)
        #expect(state.missing(for: PersonEntry(name: name)).isEmpty)
    }

    @Test func `whoever was given a key makes the next one themselves`() throws {
        let id = try #require(AccessKeyID("AKIAIOSFODNN7EXAMPLE"))
        let person = PersonEntry(name: try #require(UserName("alice")), accessKey: true)
        #expect(FirstSecretsState(tag: .given(id)).missing(for: person).isEmpty)
    }

    @Test func `a tag is read as it is written, and nothing else is`() throws {
        let id = try #require(AccessKeyID("AKIAIOSFODNN7EXAMPLE"))
        let date = Date(timeIntervalSince1970: 2_000_000_000)
        for tag in [FirstSecretTag.given(id), .pending(since: date, run: "a1")] {
            #expect(FirstSecretTag(tag.value) == tag)
        }
        for text in [
            "", "given", "given ", "given x", "pending", "pending now a1", "pending 2030-01-01T00:00:00Z",
            "pending 2030-01-01T00:00:00Z ",
            "pending 2030-01-01T00:00:00Z x y", "other x", "given x y",
        ] {
            #expect(FirstSecretTag(text) == nil)
        }
        // What IAM takes in the values of tags.
        let allowed = FirstSecretTag.pending(since: date, run: "a1").value.allSatisfy {
            $0.isLetter || $0.isNumber || "_.:/=+-@ ".contains($0)
        }
        #expect(allowed)
    }
}
