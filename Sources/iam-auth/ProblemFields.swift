import Formats
import HTTPTypes
import Pages
import Problems
import Web

/// What nginx shows in place of a page that somebody may not see.
///
/// nginx throws the body of this program's answer away. So the answer has the problem in two fields as well, of which nginx
/// makes variables (`nginx/iam/auth.conf`) and then a page or a problem (`nginx/routes/errors.conf`). They have ASCII alone, on
/// one line.
struct ProblemFields {
    /// The problem in JSON, for programs.
    static let problemField = HTTPField.Name("X-Iam-Problem")
    /// The body of the page, for people: HTML in which everything is escaped.
    static let pageField = HTTPField.Name("X-Iam-Problem-Page")

    let problem: Problem
    /// What the person runs to be let in; nil where it isn't known.
    let command: String?
    /// Whether that is a proxy, which goes on running.
    var isProxy = false
    let requestID: String

    var fields: HTTPFields {
        var fields = HTTPFields()
        if let name = Self.problemField { fields[name] = json }
        if let name = Self.pageField { fields[name] = page }
        return fields
    }

    private var json: String {
        var problem = problem
        if let command, problem.status == .unauthorized { problem.members.append(.init("command", .string(command))) }
        return problem.json(id: requestID).text.utf16.map { unit in
            unit < 0x80
                ? String(UnicodeScalar(UInt8(unit)))
                : "\\u" + String(repeating: "0", count: unit < 0x1000 ? (unit < 0x100 ? 2 : 1) : 0)
                    + String(unit, radix: 16)
        }.joined()
    }

    /// Who may not enter; nil of everybody else.
    private var arn: String? { problem.members.first { $0.name == "arn" }?.value.string }

    private var page: String {
        let who: HTML = arn.map { "<p>You are <code>\($0)</code>.</p>" } ?? .empty
        let html: HTML = "<h1>\(problem.title)</h1><p>\(problem.detail)</p>\(who)\(way)"
        return html.text.unicodeScalars.map { scalar in
            scalar.isASCII ? (scalar.value < 0x20 ? " " : String(scalar)) : "&#\(scalar.value);"
        }.joined()
    }

    /// What to do now.
    private var way: HTML {
        guard let command else { return .empty }
        switch problem.status {
        case .unauthorized where isProxy:
            return """
                <p>In a terminal, run</p><pre>\(command)</pre><p>with the ARN of the key that the people who run this page tell you, \
                and have your browser use that proxy. This server gets what you may do in AWS for fifteen minutes.</p>
                """
        case .unauthorized:
            return """
                <p>In a terminal, run</p><pre>\(command)</pre><p>It proves who you are in AWS, and opens this page in your \
                browser. The people who run this page tell you where to get <code>latchkey</code>.</p>
                """
        case .forbidden where arn != nil:
            return """
                <p>To come as somebody else, run this with another profile of AWS's files</p><pre>\(otherIdentity)</pre>
                """
        default: return .empty
        }
    }

    private var otherIdentity: String {
        let name = isProxy ? "latchkey proxy " : "latchkey open "
        return (command ?? "").replacing(name, with: "\(name)--profile NAME ", maxReplacements: 1)
    }
}

extension Problem {
    /// The problem with those fields, for the request that nginx asks about.
    ///
    /// - Parameters:
    ///   - context: that request.
    ///   - settings: which proofs are taken.
    /// - Returns: the problem, whose answer has those fields.
    func shown(to context: RequestContext, by settings: IAMAuthSettings) -> Problem {
        let target = try? Presented.target(of: context.request)
        let (origin, isProxy) = (context.baseURL.description, settings.takesOnlyKMS)
        let command = target.map {
            isProxy ? ProxyCommand.text(origin: origin) : OpenCommand.text(origin: origin, target: $0)
        }
        var problem = self
        problem.fields.append(
            contentsOf: ProblemFields(problem: self, command: command, isProxy: isProxy, requestID: context.id).fields)
        return problem
    }
}
