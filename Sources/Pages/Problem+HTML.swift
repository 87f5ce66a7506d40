package import Problems

extension Problem {
    /// Further words for the page alone, such as the operator's own.
    package var addition: HTML? {
        get { additionalHTML.map(HTML.init(trusted:)) }
        set { additionalHTML = newValue?.text }
    }
}
