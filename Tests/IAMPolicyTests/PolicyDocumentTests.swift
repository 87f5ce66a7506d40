import Testing

@testable import IAMPolicy

@Suite struct PolicyDocumentTests {
    @Test func `reads a single statement like a list of one`() throws {
        let one = try PolicyDocument(
            parsing:
                #"{"Version":"2012-10-17","Statement":{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"}}"#)
        let list = try PolicyDocument(
            parsing: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#)
        #expect(one == list)
    }

    @Test func `takes a document without a version as the older language`() throws {
        let document = try PolicyDocument(parsing: #"{"Statement":[]}"#)
        #expect(document.version == .v2008)
    }

    @Test func `writes the shortest text with members in order`() throws {
        let text = """
            { "Statement" : [ { "Resource" : ["b", "a"], "Effect" : "Deny", "Action" : "s3:Get*",
              "Condition": {"Bool": {"x": true}, "NumericLessThan": {"n": 3600}} } ], "Version" : "2012-10-17" }
            """
        #expect(
            try PolicyDocument(parsing: text).minified
                == #"{"Statement":[{"Action":"s3:Get*","Condition":{"Bool":{"x":true},"NumericLessThan":{"n":3600}},"#
                + #""Effect":"Deny","Resource":["b","a"]}],"Version":"2012-10-17"}"#)
    }

    @Test(arguments: [
        ("", MalformedPolicy.notJSON), ("nonsense", .notJSON), ("{", .notJSON), (#"{"a":1} x"#, .notJSON),
        ("[]", .element("document")), ("{}", .element("Statement")),
        (#"{"Version":"2013-01-01","Statement":[]}"#, .element("Version")),
        (#"{"Version":2012,"Statement":[]}"#, .element("Version")),
        (#"{"Statement":["x"]}"#, .element("Statement")), (#"{"Statement":[{}]}"#, .element("Effect")),
        (#"{"Statement":[{"Effect":"allow"}]}"#, .element("Effect")),
        (#"{"Statement":[{"Effect":"Deny","Resorce":"*"}]}"#, .element("Resorce")),
        (#"{"Statement":[],"Extra":1}"#, .element("Extra")),
        (#"{"Statement":[],"Statement":[]}"#, .duplicateName),
        (#"{"Statement":[],"Id":{"a:\":":[],"é":1,"e\u0301":2}}"#, .duplicateName),
    ])
    func `tells what is wrong with a text`(text: String, problem: MalformedPolicy) {
        #expect(throws: problem) { try PolicyDocument(parsing: text) }
    }

    @Test func `tells texts apart as AWS does, by their characters`() throws {
        func document(_ resource: String) throws -> PolicyDocument {
            try PolicyDocument(parsing: #"{"Statement":{"Effect":"Deny","Action":"*","Resource":"\#(resource)"}}"#)
        }
        #expect(try document("caf\u{e9}") != document("cafe\u{301}"))
        #expect(try document("caf\u{e9}") == document("caf\\u00e9"))
    }

    @Test(arguments: ["1.0", "1e2", "0.10", "-0", "12345678901234567890123456789012345678901234567890"])
    func `takes no number that would be written in another way`(number: String) {
        #expect(throws: MalformedPolicy.number) {
            try PolicyDocument(parsing: #"{"Id":[1,\#(number)],"Statement":[]}"#)
        }
    }

    @Test(arguments: ["1", "0.5", "-3", "123456789012", "\"1.0\""])
    func `takes numbers as they are written`(number: String) throws {
        #expect(try PolicyElement(parsing: "[ \(number) ]").minified == "[\(number)]")
    }

    @Test(arguments: [33, 100_000])
    func `takes no document deeper than any policy`(depth: Int) {
        let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(throws: MalformedPolicy.tooDeep) { try PolicyDocument(parsing: deep) }
    }

    @Test func `takes brackets in texts for what they are`() throws {
        let text = #"{"Statement":{"Effect":"Deny","Action":"*","Resource":"\#(String(repeating: "[{", count: 50))"}}"#
        #expect(try PolicyDocument(parsing: text).statements.count == 1)
    }

    @Test(arguments: ["plain", "quote \" and \\", "line\nbreak\u{1}", "ünïcödé 𝄞", "\u{7f}\u{2028}"])
    func `writes strings that read as they were`(text: String) throws {
        let element = PolicyElement.object(["k": .string(text)])
        #expect(try PolicyElement(parsing: element.minified) == element)
        // All that IAM takes in a document.
        #expect(element.minified.unicodeScalars.allSatisfy { (" "..."\u{ff}").contains($0) })
    }
}
