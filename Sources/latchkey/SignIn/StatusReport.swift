import AWS
import Formats
import FoundationEssentials
import OAuthClient

/// What `latchkey status` tells.
struct StatusReport {
    var place: SecretPlace
    var now: Date
    /// Each sign-in, and what is kept of it.
    var signIns: [(settings: SignInSettings, kept: KeptSignIn?)] = []
    /// Credentials that are still good.
    var credentials: [KeptCredentials] = []

    /// A line for each sign-in and for each profile with credentials, and where secrets rest.
    var text: String {
        var text = signIns.map { settings, kept in
            CommandError.line("\(settings.name): \(words(of: kept)), at \(settings.issuer)") + "\n"
        }.joined()
        if signIns.isEmpty {
            text = "No sign-in is set up. Run “latchkey configure https://…” with your portal's address.\n"
        }
        for kept in credentials {
            let end = kept.credentials.expiration.map { "until \(words(until: $0))" } ?? "without an end"
            text += CommandError.line("\(kept.name): credentials \(end), from \(kept.origin)") + "\n"
        }
        return text + "Sign-ins rest in \(place.words).\n"
    }

    private func words(of kept: KeptSignIn?) -> String {
        guard let kept, state(of: kept) != .ended else { return "nobody is signed in" }
        let person = kept.person ?? "somebody"
        let end = kept.end.flatMap { $0 > now ? " until \(words(until: $0))" : nil } ?? ""
        let isOpenEnded = kept.refreshToken != nil && kept.refreshTokenEnd == nil
        return person + end + (isOpenEnded ? ", renewed when it is due" : "")
    }

    private func words(until end: Date) -> String {
        "\(Timestamp.format(end)) (in \(WhoamiReport.words(end.timeIntervalSince(now))))"
    }

    private enum State: String {
        case renewable
        case valid
        case ended
    }

    private func state(of kept: KeptSignIn) -> State {
        if kept.refreshToken != nil, kept.refreshTokenEnd.map({ $0 > now }) ?? true { return .renewable }
        return kept.end.map { $0 > now } ?? false ? .valid : .ended
    }

    /// One object.
    var json: JSONValue {
        let signIns = signIns.map { settings, kept in
            JSONValue(present: [
                "name": .string(settings.name), "kind": .string(settings.kind == .portal ? "portal" : "provider"),
                "issuer": .string(settings.issuer),
                "signed_in": .bool(kept.map { state(of: $0) != .ended } ?? false),
                "renewable": .bool(kept?.refreshToken != nil), "person": kept?.person.map { .string($0) },
                "signed_in_at": (kept?.signedInAt).map { .string(Timestamp.format($0)) },
                "expires_at": (kept?.end).map { .string(Timestamp.format($0)) },
            ])
        }
        let credentials = credentials.map { kept in
            JSONValue(present: [
                "profile": .string(kept.name), "source": .string(kept.origin),
                "expires_at": kept.credentials.expiration.map { .string(Timestamp.format($0)) },
            ])
        }
        return [
            "sign_ins": .array(signIns), "credentials": .array(credentials), "secrets": .string(place.words),
        ]
    }
}
