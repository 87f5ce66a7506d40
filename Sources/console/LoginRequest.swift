import Problems
import Web

/// What `POST /console` is sent, as a form or as JSON, and what the query of its page chooses beforehand.
struct LoginRequest {
    /// The members that JSON may have.
    static let members: Set<String> = ["relay", "recreate", "sign_out_first", "shortened_known"]

    /// Where in the console the login leads.
    var relay: String?
    /// Whether the role is compared with the user even if it is known to be current.
    var recreate: Bool
    /// Whether the browser is signed out of the console first.
    var signOutFirst: Bool
    /// Whether the person knows already that the session will be shorter than usual.
    var shortenedKnown: Bool

    init(_ context: RequestContext) throws(Problem) {
        switch try context.body() {
        case .json(let body): try self.init(body)
        case .form(let form): self.init(form)
        }
    }

    private init(_ body: JSONBody) throws(Problem) {
        relay = try body.optionalString("relay")
        recreate = try body.optionalBool("recreate") ?? false
        signOutFirst = try body.optionalBool("sign_out_first") ?? false
        shortenedKnown = try body.optionalBool("shortened_known") ?? false
    }

    init(_ form: Form) {
        relay = form["relay"]
        recreate = form["recreate"] == "1"
        signOutFirst = form["sign_out_first"] == "1"
        shortenedKnown = form["shortened_known"] == "1"
    }
}
