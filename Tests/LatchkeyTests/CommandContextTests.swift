import Testing

@testable import latchkey

@Suite struct CommandContextTests {
    private func network(_ environment: [String: String]) -> CommandContext.Network {
        ToolBench(environment: environment).context.network(caFile: "/ca")
    }

    @Test func `a proxy is what curl would take, small letters first`() {
        #expect(network([:]) == .init(caFile: "/ca"))
        #expect(network(["HTTPS_PROXY": "http://a:1", "https_proxy": "b:2"]).proxy == "http://b:2")
        #expect(network(["https_proxy": "", "ALL_PROXY": "socks5://c:3"]).proxy == "socks5://c:3")
    }

    @Test func `hosts without it are named with commas or blanks between them`() {
        #expect(network(["NO_PROXY": "a.example.com, .b,c  d"]).proxyExceptions == ["a.example.com", ".b", "c", "d"])
        #expect(network(["no_proxy": ""]).proxyExceptions.isEmpty)
    }

    @Test func `a variable that is empty is as good as none`() {
        let context = ToolBench(environment: ["A": "", "B": "2"]).context
        #expect(context.variable("A", "B") == "2" && context.variable("A") == nil)
    }
}
