import Cryptography
import Formats
import Loopback

/// What a browser is shown that comes back from a sign-in.
enum CallbackPage {
    case done
    case failed
    /// Somebody else's answer, or none; the right one may still come.
    case stranger
    case used
    case unknown
    /// Sends the fragment of its own address on.
    case forwarding

    var response: LoopbackResponse {
        var policy = "default-src 'none'; style-src '\(Self.hash(Self.style))'; frame-ancestors 'none'; base-uri 'none'"
        var referrer = "no-referrer"
        if self == .forwarding {
            policy += "; script-src '\(Self.hash(Self.script))'; form-action 'self'"
            // A browser that may name no referrer names no origin either.
            referrer = "same-origin"
        }
        return LoopbackResponse(
            status: status, contentType: "text/html; charset=utf-8", body: Array(html.utf8),
            fields: ["Content-Security-Policy": policy, "Referrer-Policy": referrer])
    }

    private var status: Int {
        switch self {
        case .done, .forwarding: 200
        case .failed, .stranger: 400
        case .used: 409
        case .unknown: 404
        }
    }

    private var words: (title: String, text: String) {
        switch self {
        case .done: ("You are signed in", "You can close this page.")
        case .failed: ("You aren’t signed in", "The terminal says why. You can close this page.")
        case .stranger:
            (
                "This isn’t the sign-in that was begun",
                "It belongs to no request of the program that waits here. Open the address from the terminal again."
            )
        case .used: ("This answer was used", "Each counts once. You can close this page.")
        case .unknown: ("There is nothing here", "This address waits for a sign-in to end.")
        case .forwarding: ("One moment", "The answer is handed to the program that waits for it.")
        }
    }

    private var html: String {
        let script = "<noscript><p>This needs JavaScript.</p></noscript>\n<script>\(Self.script)</script>\n"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>\(words.title)</title>
            <style>\(Self.style)</style>
            <main>
            <h1>\(words.title)</h1>
            <p>\(words.text)</p>
            </main>
            \(self == .forwarding ? script : "")</html>

            """
    }

    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1b1f24;background:#f6f7f9}\
        main{max-width:32rem;margin:20vh auto 0;padding:2rem;background:#fff;border-radius:8px}\
        h1{font-size:1.4rem;margin:0}\
        @media(prefers-color-scheme:dark){body{color:#e8eaed;background:#15181c}main{background:#1f242a}}
        """

    /// Posts the fragment to this address as a form, and takes it out of the address first, so that no history keeps it.
    private static let script = """
        const pairs=new URLSearchParams(location.hash.slice(1));history.replaceState(null,'',location.pathname);\
        const form=document.createElement('form');form.method='post';form.action=location.pathname;\
        for(const[name,value]of pairs){const input=document.createElement('input');input.type='hidden';\
        input.name=name;input.value=value;form.append(input)}\
        document.body.append(form);form.submit();
        """

    private static func hash(_ text: String) -> String { "sha256-\(Base64.encode(SHA256.digest(text)))" }
}
