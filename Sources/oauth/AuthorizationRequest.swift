import Formats
import HTTPTypes
import Machines
import Problems
import Web

/// What a program asks a person for, by their browser (RFC 6749, section 4.1.1; RFC 7636, section 4.3).
struct AuthorizationRequest: Sendable, Equatable {
    /// Who is asking, and where it waits for the answer. Before both are known, nothing is sent anywhere.
    struct Requester: Sendable, Equatable {
        let client: MachineClient
        let redirect: LoopbackRedirect
    }

    /// What is told to the program in place of an answer (RFC 6749, section 4.1.2.1).
    struct Fault: Error, Sendable, Equatable {
        let code: String
        let words: String
    }

    let requester: Requester
    let challenge: CodeChallenge
    let state: String?
    /// The machine's name, as the program gives it; nil when it gives none.
    let label: String?

    /// Who is asking.
    ///
    /// - Throws: a problem for the person, as nobody else can be told.
    static func requester(in form: Form, of clients: [MachineClient]) throws(Problem) -> Requester {
        guard let name = form.present("client_id") else {
            throw .malformed("client_id", "The address doesn't say which program is asking.")
        }
        guard let client = clients.first(where: { $0.name == name }) else { throw .clientUnknown }
        guard let uri = form.present("redirect_uri"), let redirect = LoopbackRedirect(uri, of: client) else {
            throw .redirectRefused
        }
        return Requester(client: client, redirect: redirect)
    }

    /// The `state` to give back with a fault; nil if there is none that can be.
    static func state(in form: Form) -> String? { form.present("state").flatMap(printable(1...1_024)) }

    /// Reads the rest. Members that aren't known mean nothing (RFC 6749, section 3.1).
    init(_ form: Form, from requester: Requester) throws(Fault) {
        guard form.present("response_type") == "code" else {
            throw Fault(code: "unsupported_response_type", words: "response_type should be code.")
        }
        guard form.present("code_challenge_method") == "S256",
            let challenge = form.present("code_challenge").flatMap(CodeChallenge.init)
        else {
            throw Fault(code: "invalid_request", words: "A code_challenge of the method S256 is needed.")
        }
        let (state, label) = (form.present("state"), form.present("machine"))
        guard state == nil || Self.state(in: form) != nil else {
            throw Fault(code: "invalid_request", words: "state should be 1 to 1024 printable ASCII characters.")
        }
        guard label == nil || label.flatMap(Self.printable(1...64)) != nil else {
            throw Fault(code: "invalid_request", words: "machine should be 1 to 64 printable ASCII characters.")
        }
        self.requester = requester
        self.challenge = challenge
        self.state = state
        self.label = label
    }

    /// The members of a form that asks for the same.
    var members: [(name: String, value: String)] {
        let all = [
            ("response_type", "code"), ("client_id", requester.client.name), ("redirect_uri", requester.redirect.uri),
            ("code_challenge", challenge.text), ("code_challenge_method", "S256"), ("state", state), ("machine", label),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    private static func printable(_ length: ClosedRange<Int>) -> (String) -> String? {
        { text in length.contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7e).contains($0) } ? text : nil }
    }
}

extension Form {
    /// The value under a name; nil when there is none, or an empty one (RFC 6749, section 3.1).
    func present(_ name: String) -> String? { self[name].flatMap { $0.isEmpty ? nil : $0 } }
}

extension Problem {
    /// The settings don't have the program: 403.
    static var clientUnknown: Problem {
        Problem(
            "client-unknown", status: .forbidden, title: "This program can't sign you in here",
            detail: """
                LATCHKEY_OAUTH_CLIENTS doesn't have the program that sent you here. Nothing was done. Ask the people who run \
                this page.
                """)
    }

    /// The answer would go somewhere else than to the program on this machine: 400.
    static var redirectRefused: Problem {
        Problem(
            "redirect-refused", status: .badRequest, title: "The answer would go to the wrong place",
            detail: """
                What sent you here wants the answer at an address that isn't its own on your machine. Nothing was done, and \
                nothing was sent there. If you didn't begin this yourself, close this page.
                """,
            members: [.init("member", .string("redirect_uri"))])
    }
}
