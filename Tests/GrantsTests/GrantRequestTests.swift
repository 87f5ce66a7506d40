import AWS
import TestSupport
import Testing

@testable import Grants

struct GrantRequestTests {
    @Test func `each thing that shapes an answer is part of the digest`() throws {
        let first = try GrantRequest.make(tags: [.required("a"), .optional("b")])
        var others: [GrantRequest] = []
        func other(_ change: (inout GrantRequest) throws -> Void) rethrows {
            var copy = first
            try change(&copy)
            others.append(copy)
        }
        other { $0.application = "app2" }
        other { $0.registrationVersion = "2" }
        try other { $0.role = try #require(ARN("arn:aws-cn:iam::123456789012:role/apps/r")) }
        try other { $0.role = try #require(ARN("arn:aws:iam::123456789013:role/apps/r")) }
        try other { $0.role = try #require(ARN("arn:aws:iam::123456789012:role/r")) }
        other { $0.externalID = "other" }
        try other { $0.person = try GrantRequest.make("bob").person }
        other { $0.policy = "" }
        other { $0.policy = "{}" }
        other { $0.durationSeconds = 900 }
        other { $0.tags = [] }
        other { $0.tags.swapAt(0, 1) }
        other { $0.tags[0].tag.key = "A" }
        other { $0.tags[0].tag.value = "w" }
        other { $0.tags[0].reach = .transitive }
        other { $0.tags[0].need = .optional }
        other { $0.tags.removeLast() }
        #expect(Set(([first] + others).map(\.digest)).count == others.count + 1)
        #expect(try first.digest == GrantRequest.make(tags: [.required("a"), .optional("b")]).digest)
    }

    @Test func `no text can be moved from one part of a request to the next`() throws {
        var generator = SeededGenerator()
        let seed = generator.seed
        let letters = ["a", "1", ":", "1:a", "", "r", "s"]
        var seen: [[UInt8]: GrantRequest] = [:]
        for _ in 0..<3_000 {
            func text() -> String {
                (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                    letters[Int.random(in: 0..<letters.count, using: &generator)]
                }.joined()
            }
            var request = try GrantRequest.make()
            request.application = text()
            request.registrationVersion = text()
            request.externalID = text()
            request.tags = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                SessionTag(Tag(key: text(), value: text()))
            }
            #expect(seen[request.digest, default: request] == request, "seed \(seed)")
            seen[request.digest] = request
        }
    }
}
