import Testing

@testable import Baseline

@Suite struct ServiceActionsTests {
    @Test func `every line is a service with its actions, and none stands there twice`() {
        let lines = ServiceActions.text.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines.count > 400 && Set(lines.map { $0[0] }).count == lines.count)
        for line in lines {
            let groups = line.dropFirst().map { $0.split(separator: "=", omittingEmptySubsequences: false) }
            #expect(!groups.isEmpty && groups.allSatisfy { $0.count == 2 }, "\(line[0])")
            #expect(Set(groups.map { $0[0] }).count == groups.count, "\(line[0])")
        }
    }
}
