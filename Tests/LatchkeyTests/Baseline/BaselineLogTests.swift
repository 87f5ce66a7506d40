import AWS
import ArgumentParser
import Baseline
import Formats
import FoundationEssentials
import TestSupport
import Testing

@testable import latchkey

@Suite(.timeLimit(.minutes(1))) struct BaselineLogTests {
    private func lines(_ folder: TemporaryFolder) throws -> [JSONValue] {
        try folder.text(of: "log").split(separator: "\n").map { try JSONReader.read(Array($0.utf8)) }
    }

    private func log(_ path: String?, _ bench: ToolBench) throws -> BaselineLog {
        var options = BaselineLogOptions()
        options.log = path
        return BaselineLog(
            options, "baseline-apply", by: try #require(ARN("arn:aws:iam::123456789012:user/alice")), in: bench.context)
    }

    @Test func `what is intended, and what became of each thing, are records of one run`() async throws {
        let folder = try TemporaryFolder()
        let log = try log(folder.path + "/log", ToolBench())
        try await log.intend(["user/bob: make the user"], on: "account/123456789012")
        await log.note("make the user", on: "user/bob")
        await log.note(.deleteUser, on: try #require(UserName("carol")), .skipped)
        let records = try lines(folder)
        #expect(records.map { $0["result"] } == ["intended", "done", "skipped"])
        #expect(records.map { $0["subject"] } == ["account/123456789012", "user/bob", "user/carol"])
        #expect(Set(records.map { $0["id"]?.text }).count == 1)
        for record in records {
            #expect(record["record"] == "audit" && record["action"] == "baseline-apply")
            #expect(record["caller"] == "arn:aws:iam::123456789012:user/alice")
        }
        #expect(records[0]["facts"]?["steps"] == ["user/bob: make the user"])
        #expect(records[1]["facts"]?["step"] == "make the user")
    }

    @Test func `what can't be written keeps everything from being changed, and what was done is told all the same`()
        async throws
    {
        let folder = try TemporaryFolder()
        let bench = ToolBench()
        let log = try log(folder.path + "/none/log", bench)
        let error = await #expect(throws: CommandError.self) { try await log.intend([], on: "account/1") }
        #expect(error?.status == .cannotCreate && error?.description.hasPrefix("nothing was changed: ") == true)
        await log.note("make the user", on: "user/bob")
        #expect(bench.log.count == 1 && bench.log[0].contains(#""subject":"user/bob""#))
    }

    @Test func `without a file, nothing is written`() async throws {
        let bench = ToolBench()
        let log = try log(nil, bench)
        try await log.intend([], on: "account/1")
        await log.note("make the user", on: "user/bob")
        #expect(bench.log.isEmpty && bench.errors.isEmpty)
    }
}
