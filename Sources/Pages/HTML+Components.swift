import Cryptography
package import Secrets

/// The parts that pages are made of.
extension HTML {
    /// How a button looks, by what it does.
    package enum ButtonTone: String, Sendable {
        /// For the page's main purpose; at most one per page.
        case primary
        /// Everything else.
        case quiet
        /// For what can't be undone.
        case danger
    }

    /// How a state is marked.
    package enum BadgeTone: String, Sendable {
        case good, neutral, bad
    }

    /// A box with a heading.
    package static func card(_ title: HTML? = nil, _ content: HTML) -> HTML {
        let heading: HTML = title.map { "<h2>\($0)</h2>" } ?? .empty
        return "<section class=\"card\">\(heading)\(content)</section>\n"
    }

    /// A table that becomes a list of cards on narrow screens.
    ///
    /// The caption describes the table to screen readers. Every row has as many cells as there are headings.
    package static func table(_ caption: String, headings: [String], rows: [[HTML]]) -> HTML {
        let head = headings.map { heading in
            heading.isEmpty ? "<td></td>" : "<th scope=\"col\">\(heading)</th>" as HTML
        }
        let body = rows.map { row -> HTML in
            let cells = zip(headings, row).map { heading, cell in
                "<td data-label=\"\(heading)\"><div>\(cell)</div></td>" as HTML
            }
            return "<tr>\(cells)</tr>\n"
        }
        return """
            <table><caption>\(caption)</caption><thead><tr>\(head)</tr></thead>
            <tbody>
            \(body)</tbody></table>

            """
    }

    /// A button that sends the form it stands in. `subject` tells screen readers which of several things it is for.
    package static func button(
        _ label: String, of subject: String? = nil, _ tone: ButtonTone = .quiet, isBig: Bool = false
    ) -> HTML {
        """
        <button class="button \(tone.rawValue)\(isBig ? " big" : "")" type="submit">\(label)\(unseen(subject))</button>
        """
    }

    /// Further words of a label, for screen readers alone.
    private static func unseen(_ words: String?) -> HTML {
        words.map { "<span class=\"unseen\"> \($0)</span>" } ?? .empty
    }

    /// A link that looks like a button.
    package static func buttonLink(_ label: String, to location: String, _ tone: ButtonTone = .quiet) -> HTML {
        "<a class=\"button \(tone.rawValue)\" href=\"\(location)\">\(label)</a>"
    }

    /// A button, such as “Delete…”, that opens a question: what will happen, and that it can't be undone. The form
    /// below the question does it. “Cancel”, the Escape key and a click elsewhere close the question. Needs no script; where
    /// a browser has no popovers, the question stands on the page.
    ///
    /// `subject` tells screen readers which of several things the button is for; `id` is the question's name in the
    /// document, once per page.
    package static func confirmation(
        _ label: String, of subject: String? = nil, _ tone: ButtonTone = .danger, id: String, question: HTML, form: HTML
    ) -> HTML {
        // The focus begins at what changes nothing.
        """
        <button class="button \(tone.rawValue)" type="button" popovertarget="\(id)">\(label)\(unseen(subject))</button>\
        <div class="question \(tone.rawValue)" id="\(id)" popover role="dialog" aria-labelledby="\(id)-text">\
        <p id="\(id)-text">\(question)</p><div class="actions">\
        <button class="button quiet" type="button" popovertarget="\(id)" popovertargetaction="hide" autofocus>\
        Cancel</button>\(form)</div></div>
        """
    }

    /// A message about what happened.
    package static func alert(_ notice: Notice) -> HTML {
        let role = notice.tone == .error || notice.tone == .warning ? "alert" : "status"
        let once: HTML = notice.pagePath.map { " data-once=\"\($0)\"" } ?? .empty
        return "<div class=\"alert \(notice.tone.rawValue)\" role=\"\(role)\"\(once)><p>\(notice.text)</p></div>\n"
    }

    /// A state in a pill.
    package static func badge(_ text: String, _ tone: BadgeTone) -> HTML {
        "<span class=\"badge \(tone.rawValue)\">\(text)</span>"
    }

    /// A value to be copied, with a button for it where scripts run. It is selected whole by a click, or when it gets
    /// the focus.
    ///
    /// `id` is the field's name in the document, once per page.
    package static func copyField(_ label: String, _ value: String, id: String) -> HTML {
        """
        <div class="field"><span class="label" id="\(id)-label">\(label)</span><div class="copy">\
        <code class="value" id="\(id)" role="textbox" aria-readonly="true" aria-labelledby="\(id)-label" tabindex="0" \
        data-select>\(value)</code>\
        <button class="button quiet" type="button" data-copy="\(id)" hidden>Copy</button></div></div>

        """
    }

    /// A secret to be copied: shown this once.
    package static func secretField(_ label: String, _ secret: Secret, id: String) -> HTML {
        copyField(label, secret.reveal(), id: id)
    }

    /// A check box with what it means below.
    package static func checkbox(_ name: String, _ label: String, isChecked: Bool = false, hint: HTML) -> HTML {
        """
        <label class="check"><input type="checkbox" name="\(name)" value="1"\(isChecked ? " checked" : "")><span>\(label)<small>\(hint)</small></span></label>

        """
    }

    /// A form that sends itself after some seconds, unless the person stops it or touches anything; with nil for
    /// `seconds`, it waits for its button.
    ///
    /// Until then `announcement` is shown, such as “Taking you to the console”, where `form` places the line that it is
    /// given; while the answer is awaited `waiting`, such as “Logging into the console… this can take up to 20
    /// seconds.” Where scripts don't run, the form waits for its button.
    package static func countdown(
        seconds: Int?, announcement: String, waiting: String, form: (HTML) -> HTML
    ) -> HTML {
        // The counting number is hidden from screen readers, which would read out every second.
        let ticking = seconds.map { seconds -> HTML in
            """
            <p class="ticking" role="status" hidden><span>\(announcement)<span class="unseen"> in a few seconds.</span>\
            <span aria-hidden="true"> in <b data-seconds>\(seconds)</b> s.</span></span> \
            <button class="button quiet" type="button">Stop</button></p>
            """
        }
        let countdown: HTML = seconds.map { " data-countdown=\"\($0)\"" } ?? .empty
        return """
            <div class="countdown"\(countdown)>\(form(ticking ?? .empty))
            <p class="waiting" role="status" hidden><span class="spinner" aria-hidden="true"></span>\(waiting)</p></div>

            """
    }
}
