import Concurrency
import Formats
import HTTP1
import HTTP1TestSupport
import Loopback
import OAuthClient
import Secrets
import TestSupport
import Testing
import TokensTestSupport

/// A sign-in that waits for its browser.
private struct Waiting {
    let host: String
    let state: String
    /// The answers that counted.
    let counted: Recorder<AuthorizationAnswer>

    /// Sends a request on a connection of its own, and returns the status of the answer.
    func status(
        _ target: String, method: String = "GET", _ fields: [String: String] = [:], body: String = "",
        host: String? = nil
    ) async throws -> Int {
        try await Int(answer(target, method: method, fields, body: body, host: host).dropFirst(9).prefix(3)) ?? 0
    }

    func answer(
        _ target: String, method: String = "GET", _ fields: [String: String] = [:], body: String = "",
        host: String? = nil
    ) async throws -> String {
        let connection = try await Connection.to(port: Int(self.host.split(separator: ":")[1]) ?? 0)
        defer { connection.close() }
        var text = "\(method) \(target) HTTP/1.1\r\nHost: \(host ?? self.host)\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        if method == "POST" { text += "Content-Length: \(body.utf8.count)\r\n" }
        return try await connection.exchange(text + "\r\n" + body)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct SignInListenerTests {
    private static let form = ["Content-Type": "application/x-www-form-urlencoded"]

    /// Waits for a browser while `body` plays what comes, and returns what came of it.
    private func wait(
        _ flow: SignInSettings.Flow = .code, postsAnswers: Bool = false,
        limit: @escaping @Sendable (Duration) async -> Void = { _ in try? await Task.sleep(for: .seconds(600)) },
        result: Result<String, OAuthError> = .success("tokens"), _ body: (Waiting) async throws -> Void
    ) async throws -> Result<String, OAuthError> {
        var settings = StandInIssuer.settings
        settings.flow = flow
        let metadata = StandInIssuer.metadata.with("response_modes_supported", postsAnswers ? ["form_post"] : nil)
        let client = StandInIssuer(metadata).client(settings)
        let known = try await client.metadata()
        let listener = try await SignInListener(settings, at: known, timekeeper: Timekeeper(sleep: limit))
        let request = try client.request(at: known, redirect: listener.redirect, machine: nil)
        let counted = Recorder<AuthorizationAnswer>()
        let waiting = Task { () -> Result<String, OAuthError> in
            do throws(OAuthError) {
                return .success(
                    try await listener.wait(for: request, limit: .seconds(300)) { answer in
                        counted.record(answer)
                        return result
                    })
            } catch {
                return .failure(error)
            }
        }
        let host = String(listener.redirect.dropFirst("http://".utf8.count).prefix { $0 != "/" })
        #expect(listener.redirect == "http://\(host)/callback")
        do {
            try await body(Waiting(host: host, state: request.state.reveal(), counted: counted))
        } catch {
            waiting.cancel()
            throw error
        }
        return await waiting.value
    }

    @Test func `the browser is shown that all is done, once it is`() async throws {
        let result = try await wait { waiting in
            let answer = try await waiting.answer("/callback?code=c1&state=\(waiting.state)")
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("You can close this page."))
            #expect(waiting.counted.values == [.code(Secret("c1"))])
        }
        #expect(result == .success("tokens"))
    }

    @Test func `a code that brings no tokens is told to the browser too`() async throws {
        let result = try await wait(result: .failure(.refused("invalid_grant", words: "secret words"))) { waiting in
            let answer = try await waiting.answer("/callback?code=c1&state=\(waiting.state)")
            #expect(answer.hasPrefix("HTTP/1.1 400 ") && !answer.contains("secret words"))
        }
        #expect(result == .failure(.refused("invalid_grant", words: "secret words")))
    }

    /// What others can send while the browser is away: target and fields, with STATE for the right state.
    private static let attacks: [(target: String, fields: [String: String], status: Int)] = [
        // Another browser answers first.
        ("/callback?code=theirs&state=another", [:], 400), ("/callback?code=theirs", [:], 400),
        ("/callback?code=theirs&state=", [:], 400), ("/callback?error=access_denied&state=another", [:], 400),
        ("/callback?error=access_denied", [:], 400), ("/callback", [:], 400), ("/callback?", [:], 400),
        // Parts said twice, of another issuer, or missing.
        ("/callback?code=theirs&state=STATE&state=STATE", [:], 400),
        ("/callback?code=theirs&code=x&state=STATE", [:], 400),
        ("/callback?code=theirs&state=STATE&iss=https%3A%2F%2Fevil.example.com", [:], 400),
        ("/callback?state=STATE", [:], 400), ("/callback?id_token=x&state=STATE", [:], 400),
        ("/callback?code=%zz&state=STATE", [:], 400),
        // Pages that load the address rather than lead there.
        ("/callback?code=theirs&state=STATE", ["Sec-Fetch-Dest": "image"], 400),
        ("/callback?code=theirs&state=STATE", ["Sec-Fetch-Dest": "iframe"], 400),
        ("/callback?code=theirs&state=STATE", ["Sec-Fetch-Dest": "empty"], 400),
        // Other addresses.
        ("/", [:], 404), ("/favicon.ico", [:], 404), ("/callback/?code=theirs&state=STATE", [:], 404),
        ("/Callback?code=theirs&state=STATE", [:], 404), ("//callback?code=theirs&state=STATE", [:], 404),
    ]

    @Test func `nobody else's answer counts, nor ends the right one's chance`() async throws {
        let result = try await wait { waiting in
            for attack in Self.attacks {
                let target = attack.target.replacing("STATE", with: waiting.state)
                let status = try await waiting.status(target, attack.fields)
                #expect(status == attack.status, "\(attack.target)")
            }
            let target = "/callback?code=theirs&state=\(waiting.state)"
            for host in ["evil.example.com", "localhost:\(waiting.host.split(separator: ":")[1])", "127.0.0.1"] {
                let status = try await waiting.status(target, host: host)
                #expect(status == 421)
            }
            let posted = try await waiting.status(
                "/callback", method: "POST", Self.form, body: "code=theirs&state=\(waiting.state)")
            #expect(posted == 400)
            #expect(waiting.counted.count == 0)
            let status = try await waiting.status("/callback?code=mine&state=\(waiting.state)")
            #expect(status == 200)
            #expect(waiting.counted.values == [.code(Secret("mine"))])
        }
        #expect(result == .success("tokens"))
    }

    @Test func `what the person refused ends it`() async throws {
        let result = try await wait(result: .failure(.refused("access_denied", words: nil))) { waiting in
            let status = try await waiting.status("/callback?error=access_denied&state=\(waiting.state)")
            #expect(status == 400)
            #expect(waiting.counted.values == [.error("access_denied", words: nil)])
        }
        #expect(result == .failure(.refused("access_denied", words: nil)))
    }

    @Test func `an answer counts once`() async throws {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        var settings = StandInIssuer.settings
        settings.port = nil
        let client = StandInIssuer().client(settings)
        let metadata = try await client.metadata()
        let listener = try await SignInListener(settings, at: metadata, timekeeper: .system)
        let request = try client.request(at: metadata, redirect: listener.redirect, machine: nil)
        let counted = Recorder<AuthorizationAnswer>()
        async let result: String = listener.wait(for: request, limit: .seconds(300)) { answer in
            counted.record(answer)
            for await _ in gate { break }
            return .success("tokens")
        }
        let host = String(listener.redirect.dropFirst("http://".utf8.count).prefix { $0 != "/" })
        let waiting = Waiting(host: host, state: request.state.reveal(), counted: counted)
        let target = "/callback?code=c1&state=\(waiting.state)"
        async let first = waiting.status(target)
        await until { counted.count == 1 }
        let second = try await waiting.status(target)
        #expect(second == 409)
        opening.yield()
        #expect(try await first == 200)
        #expect(try await result == "tokens")
        #expect(counted.count == 1)
    }

    @Test func `nobody is waited for longer than the limit`() async throws {
        let result = try await wait(limit: { _ in }, { _ in })
        #expect(result == .failure(.tooLate))
    }

    @Test func `a form that a provider posts is an answer`() async throws {
        let result = try await wait(.implicit, postsAnswers: true) { waiting in
            let body = "state=\(waiting.state)&id_token=a.b.c"
            for type in ["text/plain", "application/json"] {
                let status = try await waiting.status("/callback", method: "POST", ["Content-Type": type], body: body)
                #expect(status == 400)
            }
            let status = try await waiting.status("/callback", method: "POST", Self.form, body: body)
            #expect(status == 200)
            #expect(waiting.counted.values == [.idToken(Secret("a.b.c"))])
        }
        #expect(result == .success("tokens"))
    }

    @Test func `a fragment is sent on by our own page alone`() async throws {
        let result = try await wait(.implicit) { waiting in
            let page = try await waiting.answer("/callback")
            #expect(page.hasPrefix("HTTP/1.1 200 ") && page.contains("Referrer-Policy: same-origin\r\n"))
            #expect(page.contains("form-action 'self'") && page.contains("location.hash"))
            let body = "state=\(waiting.state)&id_token=a.b.c"
            for origin in [nil, "null", "https://evil.example.com", "https://\(waiting.host)"] {
                let status = try await waiting.status(
                    "/callback", method: "POST", Self.form.merging(origin.map { ["Origin": $0] } ?? [:]) { $1 },
                    body: body)
                #expect(status == 400)
            }
            #expect(waiting.counted.count == 0)
            let own = Self.form.merging(["Origin": "http://\(waiting.host)"]) { $1 }
            let status = try await waiting.status("/callback", method: "POST", own, body: body)
            #expect(status == 200)
        }
        #expect(result == .success("tokens"))
    }

    @Test func `a port that is taken is told`() async throws {
        var settings = StandInIssuer.settings
        let metadata = try await StandInIssuer().client().metadata()
        let first = try await SignInListener(settings, at: metadata, timekeeper: .system)
        settings.port = UInt16(first.redirect.dropFirst("http://127.0.0.1:".utf8.count).prefix { $0 != "/" })
        let port = try #require(settings.port)
        await #expect(throws: OAuthError.listener(.taken(port: port))) {
            _ = try await SignInListener(settings, at: metadata, timekeeper: .system)
        }
        withExtendedLifetime(first) {}
    }
}
