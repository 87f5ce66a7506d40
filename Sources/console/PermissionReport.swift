import AWS
import Concurrency
import Glibc
import Preflight
import Problems

/// What `console --check` says: which permissions of Latchkey's own are there, which are missing, and which can't be tried.
struct PermissionReport: Sendable {
    static let option = "--check"
    static let words = "tries which permissions Latchkey's own credentials have, changes nothing, and ends"

    let lines: [String]
    /// 0, or one of `sysexits.h`.
    let status: Int32

    init(trying preflight: Preflight) async {
        self.init(await outcome { () throws(AWSError) in try await preflight.run(until: .now + .seconds(50)) })
    }

    init(_ result: Result<[PermissionCheck], AWSError>) {
        switch result {
        case .failure(let error):
            lines = ["AWS doesn't say whose these credentials are: \(error.problem.title) (\(error.label))"]
            status = EX_UNAVAILABLE
        case .success(let checks):
            let missing = checks.missing
            let unknown = checks.filter(\.isUnknown)
            let summary =
                if !missing.isEmpty {
                    "\(missing.count) missing: compare the policies of these credentials with those of scripts/policies"
                } else if !unknown.isEmpty {
                    "\(unknown.count) could not be found out: try again"
                } else {
                    "none is missing of those that can be tried"
                }
            lines = checks.map(Self.line) + [summary]
            status = missing.isEmpty ? unknown.isEmpty ? 0 : EX_UNAVAILABLE : EX_NOPERM
        }
    }

    func printAndExit() -> Never {
        print(lines.joined(separator: "\n"))
        exit(status)
    }

    private static func line(_ check: PermissionCheck) -> String {
        switch check.result {
        case .allowed: "there      \(check.permission)"
        case .missing: "MISSING    \(check.permission)"
        case .untried(let reason): "not tried  \(check.permission): \(reason)"
        case .unknown(let error): "not known  \(check.permission): \(error.label)"
        }
    }
}
