/// The style sheet of all pages.
enum StyleSheet {
    static let text = "body{font-family:system-ui}"
}
