import Testing

@testable import FastCGI

/// Sends one request on a connection of its own.
///
/// - Returns: the response; empty when none comes.
func ask(_ path: String, _ parameters: [(String, String)] = [], body: [UInt8] = []) throws -> String {
    let client = try FastCGIClient(path: path)
    client.send(Bytes.request(parameters, body: body))
    return client.receiveResponse() ?? ""
}

/// Checks that the server at `path` answers.
func expectAnswer(_ path: String) throws {
    let response = try ask(path)
    #expect(response.hasPrefix("Status: 200"))
}
