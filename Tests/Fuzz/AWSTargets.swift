import Formats
import FoundationEssentials
import HTTPTypes
import Transport
import XML

@testable import AWS

@Sendable func fuzzJSONReader(_ bytes: [UInt8]) {
    guard let value = try? JSONReader.read(bytes) else { return }
    let written = value.bytes
    let again = try? JSONReader.read(written)
    require(again?.bytes == written, "what is written reads back as something else")
}

@Sendable func fuzzXMLParser(_ bytes: [UInt8]) {
    var parser = XMLParser()
    parser.maximumDepth = 8
    parser.maximumElements = 64
    guard let root = try? parser.parse(bytes) else { return }
    func check(_ element: XMLElement, depth: Int) -> Int {
        require(depth <= 8, "too deep")
        return element.children.reduce(1) { $0 + check($1, depth: depth + 1) }
    }
    require(check(root, depth: 1) <= 64, "too many elements")
    _ = try? ErrorResponse.read(
        TransportResponse(head: .init(status: .badRequest), body: bytes), operation: Operation(.iam, "GetUser"))
}

@Sendable func fuzzINIDocument(_ bytes: [UInt8]) {
    guard let document = try? INIDocument(bytes) else { return }
    for section in document.sections {
        require(!section.name.isEmpty && !section.settings.keys.contains(""), "an empty name")
    }
}

@Sendable func fuzzINIEditor(_ bytes: [UInt8]) {
    guard var editor = try? INIEditor(bytes) else { return }
    let before = editor.document
    require((try? editor.result()) == bytes, "without a change it is another file")
    guard let first = before.sections.first,
        (try? editor.set([.init("k", "v"), .init("l", nil)], inSection: 0)) != nil,
        (try? editor.append("n", [.init("k", "v")])) != nil, let result = try? editor.result()
    else { return }
    guard let after = try? INIDocument(result) else { fatalError("the new file can't be read") }
    var expected = first.settings
    expected["k"] = "v"
    expected["l"] = nil
    require(after.sections.first?.settings == expected, "the section has other settings")
    require(after.sections.dropFirst().dropLast().elementsEqual(before.sections.dropFirst()), "other sections changed")
}

@Sendable func fuzzCommandLineWords(_ bytes: [UInt8]) {
    guard let line = text(bytes), let words = CommandLineWords.split(line) else { return }
    require(!words.isEmpty, "no words")
    // Between single quotes all but the quote stands for itself.
    let quoted = words.map { word in
        "'" + String(word.unicodeScalars.replacing("'".unicodeScalars, with: #"'\''"#.unicodeScalars)) + "'"
    }
    require(CommandLineWords.split(quoted.joined(separator: " ")) == words, "quoted, the words are others")
}

@Sendable func fuzzCredentialsDocument(_ bytes: [UInt8]) {
    guard let document = try? CredentialsDocument(bytes, from: "fuzzer") else { return }
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    guard let credentials = try? document.credentials(from: "fuzzer", now: now) else { return }
    require(!credentials.accessKeyID.isEmpty, "no access key id")
    require(credentials.expiration.map { $0 > now } ?? true, "credentials that have expired")
}

@Sendable func fuzzTimestamp(_ bytes: [UInt8]) {
    guard let text = text(bytes), let date = Timestamp.parse(text) else { return }
    let again = Timestamp.parse(Timestamp.format(date, to: .milliseconds))
    // Four digits can't write the years that an offset from the last or the first one leads to.
    let years = Date(timeIntervalSince1970: -62_135_596_800)...Date(timeIntervalSince1970: 253_402_300_799)
    let isSame = again.map { abs($0.timeIntervalSince(date)) < 0.002 || !years.contains(date) } ?? false
    require(isSame, "another moment when written")
}

@Sendable func fuzzHTTPDate(_ bytes: [UInt8]) {
    guard let text = text(bytes), let date = HTTPDate.parse(text) else { return }
    require(Timestamp.parse(Timestamp.format(date)) == date, "another moment when written")
}

@Sendable func fuzzEndpointURL(_ bytes: [UInt8]) {
    guard let text = text(bytes), let endpoint = EndpointURL(text) else { return }
    require(EndpointURL(endpoint.rawValue) == endpoint, "another one when written")
    require(!endpoint.authority.contains { "/?#@\\ ".contains($0) }, "an authority that isn't one")
}
