/// The portal's mark: a key in a rounded square.
enum Icon {
    private static let key =
        "<circle cx=\"12\" cy=\"16\" r=\"4.5\"/><path d=\"M16.5 16H26M22 16v4.5M26 16v3\"/>"

    /// The icon of the window.
    static let text = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#1f5f5b"/>\
        <g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round">\(key)</g></svg>

        """

    /// The same within a page, in the colours of its style sheet.
    static let inline = """
        <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><rect width="32" height="32" rx="9"/>\
        <g fill="none" stroke-width="2.6" stroke-linecap="round">\(key)</g></svg>
        """
}
