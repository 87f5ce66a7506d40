import Applications
import Settings
import Testing

@testable import broker

@Suite struct BrokerSettingsTests {
    @Test func `without settings nothing can be registered, and nobody is an operator`() throws {
        let settings = try Settings.read(BrokerSettings.self, environment: [:])
        #expect(settings.table == "latchkey-applications" && settings.operators.isEmpty)
        let registration = try Registration(json: .registration())
        #expect(throws: ApplicationsError.roleNotAllowed(registration.role)) { try settings.rules.check(registration) }
    }

    @Test(arguments: [
        ("LATCHKEY_APPLICATIONS_TABLE", "a b"), ("LATCHKEY_APPLICATIONS_TABLE", "ab"),
        ("LATCHKEY_BROKER_ROLES", "tenants"),
        ("LATCHKEY_BROKER_ROLES", "arn:aws:iam::1:role/a,"), ("LATCHKEY_BROKER_KEY_HOSTS", "https://issuer.example"),
        ("LATCHKEY_BROKER_KEY_HOSTS", "a b"), ("LATCHKEY_BROKER_PRIVATE_KEY_HOSTS", "*.example.com"),
        ("LATCHKEY_BROKER_SHARED_ROLES", "yes"),
        ("LATCHKEY_BROKER_OPERATORS", "alice"), ("LATCHKEY_BROKER_ISSUER", "ftp://x"),
        ("LATCHKEY_BROKER_AUDIENCE", "a b"),
    ])
    func `a setting that can't be is named`(_ name: String, _ value: String) {
        let error = #expect(throws: SettingsError.self) {
            try Settings.read(BrokerSettings.self, environment: [name: value])
        }
        #expect(error?.problems.count == 1 && error?.problems[0].hasPrefix(name) == true)
    }
}
