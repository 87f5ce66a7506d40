import AWS
import Formats
import HTTPTypes
import Problems

extension Problem {
    /// The link that a person followed, or that a program sent, leads to no page of a console: 400.
    static func refusedLink(_ link: String, domains: [String]) -> Problem {
        var problem = Problem(
            "link-refused", status: .badRequest, title: "This link doesn't lead to an AWS console",
            detail: """
                It leads to “\(shown(link))”. Latchkey takes people to https addresses of at most \
                \(ConsoleDestination.maximumLength) bytes at \(domains.joined(separator: ", ")), or below these. Nothing was \
                done. Check the link, or begin at the console's first page.
                """,
            members: [.init("member", .string("relay"))])
        problem.wayBack = "Open the console's first page"
        return problem
    }

    /// As much of a link as tells somebody which it is, without characters that nobody sees or that turn others round.
    private static func shown(_ link: String) -> String {
        let limit = 300
        let visible = link.unicodeScalars.prefix(limit).map {
            (0x20...0x7e).contains($0.value) ? Character($0) : "\u{fffd}"
        }
        return String(visible) + (link.unicodeScalars.count > limit ? "…" : "")
    }
}
