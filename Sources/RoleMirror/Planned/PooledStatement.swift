import IAMPolicy

/// A statement on its way into one of the role's documents.
struct PooledStatement: Hashable {
    var statement: PolicyStatement
    var version: PolicyDocument.Version
    let text: String
    /// In characters without white space, with the comma behind it.
    let size: Int

    init(_ statement: PolicyStatement, version: PolicyDocument.Version) {
        self.statement = statement
        self.version = version
        text = statement.json.minified
        size = text.countWithoutWhiteSpace + 1
    }

    static func list(of document: PolicyDocument) -> [PooledStatement] {
        document.statements.map { PooledStatement($0, version: document.version) }
    }

    // Comparing the texts is enough, and quicker. Their bytes are compared, as AWS tells apart some texts that Unicode
    // takes for equal.
    static func == (a: PooledStatement, b: PooledStatement) -> Bool {
        a.text.utf8.elementsEqual(b.text.utf8) && a.version == b.version
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(version)
    }
}
