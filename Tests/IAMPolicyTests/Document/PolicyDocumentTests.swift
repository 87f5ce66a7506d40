import Testing

@testable import IAMPolicy

@Suite struct PolicyDocumentTests {
    @Test func `a single statement reads like a list of one`() throws {
        let one = try PolicyDocument(
            parsing:
                #"{"Version":"2012-10-17","Statement":{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"}}"#)
        let list = try PolicyDocument(
            parsing: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#)
        #expect(one == list)
    }

    @Test func `a document without a version is in the older language`() throws {
        let document = try PolicyDocument(parsing: #"{"Statement":[]}"#)
        #expect(document.version == .v2008)
    }

    @Test func `a document is written as the shortest text, members in order`() throws {
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
        (#"{"Statement":{"Effect":"Deny","Action":"*","Acti\u006fn":"x","Resource":"*"}}"#, .duplicateName),
        (String(repeating: "[", count: 33) + String(repeating: "]", count: 33), .tooDeep),
        (String(repeating: " ", count: 1_048_577), .tooLong),
    ])
    func `what is wrong with a text is told`(text: String, problem: MalformedPolicy) {
        #expect(throws: problem) { try PolicyDocument(parsing: text) }
    }

    @Test func `texts are told apart by their characters, as AWS does`() throws {
        func document(_ resource: String) throws -> PolicyDocument {
            try PolicyDocument(parsing: #"{"Statement":{"Effect":"Deny","Action":"*","Resource":"\#(resource)"}}"#)
        }
        #expect(try document("caf\u{e9}") != document("cafe\u{301}"))
        #expect(try document("caf\u{e9}") == document("caf\\u00e9"))
    }
}
