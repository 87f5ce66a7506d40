import Settings
import Testing

@testable import Machines

@Suite struct MachineSettingsTests {
    private func read(_ value: String?) -> MachineSettings? {
        var reader = SettingsReader(values: value.map { ["LATCHKEY_OAUTH_CLIENTS": $0] } ?? [:]) { _ in "" }
        return MachineSettings(from: &reader)
    }

    @Test func `without a setting, the command line tool and Mairu may ask`() {
        #expect(read(nil)?.clients.map(\.name) == ["latchkey", "mairu"])
        #expect(read(nil)?.clients.map(\.path) == ["/callback", "/oauth2callback"])
    }

    @Test func `none means nobody`() {
        #expect(read("none")?.clients.isEmpty == true)
    }

    @Test(arguments: [
        "latchkey", "latchkey=", "latchkey=callback", "=/callback", "a=/x,a=/y", "a=/x,,b=/y", "a b=/x", "a=/x?y",
        "a=/x#y", "a=/x y", "a=/é", "none,a=/x",
    ])
    func `a bad list is refused`(value: String) {
        #expect(read(value) == nil)
    }
}
