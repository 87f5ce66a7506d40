import FastCGI
import Formats
import HTTPTypes
import Problems
import Settings
import SignOn

@testable import Web

@Sendable func fuzzForm(_ bytes: [UInt8]) {
    guard let form = try? Form(bytes, in: "form") else { return }
    require(form.members.count <= Form.maximumCount, "too many members")
    let written = form.members.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
    let again = try? Form(written.joined(separator: "&").utf8, in: "form")
    require(again == form, "another form when written")
}

@Sendable func fuzzRequestPath(_ bytes: [UInt8]) {
    guard let text = text(bytes), let segments = try? RequestPath.segments(Array(text.utf8)[...]) else { return }
    let written = "/" + segments.map { PercentEncoding.encode($0) }.joined(separator: "/")
    guard written.utf8.count <= 2_048 else { return }
    require((try? RequestPath.segments(Array(written.utf8)[...])) == segments, "another path when written")
    require(!segments.contains { $0 == "." || $0 == ".." || $0.utf8.contains(0x2f) }, "a segment that isn't one")
}

@Sendable func fuzzAccept(_ bytes: [UInt8]) {
    guard let text = text(bytes) else { return }
    let accept = Accept(text)
    require(accept.ranges.count <= 32, "too many ranges")
    for range in accept.ranges { require((0...1_000).contains(range.weight), "a weight out of bounds") }
    let offers = [MediaType.json, .html]
    if let best = accept.best(of: offers) { require(offers.contains(best), "not one of the offers") }
    if let media = MediaType(text) { require(MediaType(media.description) == media, "another type when written") }
}

@Sendable func fuzzRequestHead(_ bytes: [UInt8]) {
    let names = [
        "REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "CONTENT_TYPE", "HTTP_ACCEPT", "HTTP_HOST", "HTTPS",
        "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE", "HTTP_REFERER", "REQUEST_ID", "SCRIPT_NAME", "PATH_INFO", "SERVER_PORT",
    ]
    // A line each, in this order and then again.
    let values = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    let parameters = values.prefix(2 * names.count).enumerated().map { index, value in
        Request.Parameter(name: names[index % names.count], value: String(decoding: value, as: UTF8.self))
    }
    let request = Request(parameters: parameters)
    let id = RequestHead.id(request)
    require(id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }, "an id that isn't one")
    guard let head = try? RequestHead(request, id: id) else { return }
    require(head.path.utf8.first == 0x2f, "a path that isn't one")
    let base = head.baseURL.description
    require(!base.utf8.contains { $0 <= 0x20 || $0 >= 0x7f || "\"'<>\\@#?".utf8.contains($0) }, "an address that isn't")
}

@Sendable func fuzzJSONBody(_ bytes: [UInt8]) {
    do throws(Problem) {
        let body = try JSONBody(bytes)
        _ = try body.string("role")
        _ = try body.optionalBool("recreate")
        _ = try body.optionalStrings("list")
    } catch {
        require(error.status == .badRequest, "not the client's mistake")
    }
}

@Sendable func fuzzSettingsFile(_ bytes: [UInt8]) {
    guard let text = text(bytes) else { return }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
    let file = SettingsFile.parse(text, named: "file")
    require(file.values.count + file.problems.count <= lines, "more than the lines say")
}
