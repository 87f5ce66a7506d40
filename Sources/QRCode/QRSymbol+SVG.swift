extension QRSymbol {
    /// How many light modules there have to be on each side (ISO/IEC 18004, section 9.1).
    private static let quietZone = 4

    /// The symbol as an SVG element for an HTML page, dark on light whatever the page's colours: many readers know no other.
    ///
    /// - Parameter label: what it is, for who can't see it: letters, digits and spaces alone.
    /// - Returns: the element, whose size is the style sheet's to give.
    package func svg(label: StaticString) -> String {
        let side = width + 2 * Self.quietZone
        return """
            <svg class="qr" role="img" aria-label="\(label)" viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges">\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(path)"/></svg>
            """
    }

    /// A rectangle for each run of dark modules.
    private var path: String {
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                let start = column
                while column < width, isDark(row: row, column: column) { column += 1 }
                if column > start {
                    path +=
                        "M\(start + Self.quietZone) \(row + Self.quietZone)h\(column - start)v1H\(start + Self.quietZone)z"
                }
                column += 1
            }
        }
        return path
    }
}
