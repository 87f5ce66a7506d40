import Formats

/// One request as the web server handed it over.
package struct Request: Sendable {
    /// A FastCGI parameter or CGI environment variable. U+FFFD stands for what isn't UTF-8 in it.
    package struct Parameter: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A parameter was sent more than once.
    package struct Repeated: Error {}

    /// The names and values, which are made texts where they are looked up: a web server sends many that nobody asks for.
    private let bytes: [UInt8]
    /// Where they are in ``bytes``, in the order they came, duplicates kept. A web server may send one name twice; the
    /// application must then refuse the request, because this module can't know which of the two is meant.
    private let pairs: [NameValuePairs.Pair]
    /// The whole request body.
    package var body: [UInt8]

    package init(parameters: [Parameter], body: [UInt8] = []) {
        var bytes: [UInt8] = []
        pairs = parameters.map { parameter in
            let start = bytes.count
            bytes.append(utf8: parameter.name)
            let border = bytes.count
            bytes.append(utf8: parameter.value)
            return NameValuePairs.Pair(name: start..<border, value: border..<bytes.count)
        }
        self.bytes = bytes
        self.body = body
    }

    /// - Parameters:
    ///   - encoded: the parameters as FastCGI encodes them. A pair at the end that isn't whole is left out.
    ///   - maximum: how many of them are taken.
    ///   - body: the body.
    init(encodedParameters encoded: [UInt8], maximum: Int, body: [UInt8]) {
        var pairs: [NameValuePairs.Pair] = []
        pairs.reserveCapacity(32)
        var reader = NameValuePairs()
        while pairs.count < maximum, let pair = try? reader.next(in: encoded.span) { pairs.append(pair) }
        bytes = encoded
        self.pairs = pairs
        self.body = body
    }

    /// All parameters, in order.
    package var parameters: [Parameter] { pairs.map(parameter) }

    /// The parameters whose names begin with `prefix`, in order.
    package func parameters(beginning prefix: String) -> [Parameter] {
        let length = prefix.utf8.count
        var found: [Parameter] = []
        for pair in pairs where pair.name.count >= length && bytes.span.has(prefix, in: pair.name.prefix(length)) {
            found.append(parameter(pair))
        }
        return found
    }

    /// Every value sent under `name`, in order; empty when there is none.
    package func values(of name: String) -> [String] {
        var values: [String] = []
        var next = 0
        while let index = index(of: name, from: next) {
            values.append(bytes.span.text(in: pairs[index].value))
            next = index + 1
        }
        return values
    }

    /// The value sent under `name`; nil when there is none.
    package func value(of name: String) throws(Repeated) -> String? {
        guard let index = index(of: name, from: 0) else { return nil }
        guard self.index(of: name, from: index + 1) == nil else { throw Repeated() }
        return bytes.span.text(in: pairs[index].value)
    }

    /// The first pair under `name` from `start` on. Comparing lengths first is cheap, and tells most names apart.
    private func index(of name: String, from start: Int) -> Int? {
        let name = name.utf8.span
        let bytes = bytes.span
        for index in start..<pairs.count where pairs[index].name.count == name.count {
            if bytes.extracting(pairs[index].name).hasSameBytes(as: name) { return index }
        }
        return nil
    }

    private func parameter(_ pair: NameValuePairs.Pair) -> Parameter {
        Parameter(name: bytes.span.text(in: pair.name), value: bytes.span.text(in: pair.value))
    }

    /// Whether the response's body is left out (RFC 9110, section 9.3.2).
    var isHead: Bool {
        pairs.contains { bytes.span.has("REQUEST_METHOD", in: $0.name) && bytes.span.has("HEAD", in: $0.value) }
    }
}
