import AWS
import Formats
import HTTPTypes
import Program
import Web

extension ReadinessChecks {
    /// `GET /health/ready`, in the form of draft-inadarei-api-health-check: 200 when all checks pass, else 503.
    nonisolated var route: Route {
        Route(open: .get, "/health/ready", offers: [.health, .json]) { context in
            let checks = await self.checks()
            let isReady = checks.allSatisfy { $0.failure == nil }
            let members = checks.map { check in
                JSONValue.Member(
                    check.name,
                    .array([
                        .object(
                            [
                                .init("status", check.failure == nil ? "pass" : "fail"),
                                .init("observedValue", .string(check.word)), .init("ms", .integer(check.milliseconds)),
                            ] + (check.failure.map { [.init("output", .string($0))] } ?? []))
                    ]))
            }
            var reply = Reply.json(
                [
                    "status": isReady ? "pass" : "fail", "version": .string(Program.version),
                    "checks": .object(members),
                ],
                status: isReady ? .ok : .serviceUnavailable, type: context.media)
            if !isReady { reply.fields[.retryAfter] = "5" }
            return reply
        }
    }
}
