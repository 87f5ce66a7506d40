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

    /// All parameters in the order they came, duplicates kept. A web server may send one name twice; the application must
    /// then refuse the request, because this module can't know which of the two is meant.
    package var parameters: [Parameter]
    /// The whole request body.
    package var body: [UInt8]

    package init(parameters: [Parameter], body: [UInt8] = []) {
        self.parameters = parameters
        self.body = body
    }

    /// Every value sent under `name`, in order; empty when there is none.
    package func values(of name: String) -> [String] {
        var values: [String] = []
        // Comparing lengths first is cheap, and tells most names apart.
        let length = name.utf8.count
        for parameter in parameters where parameter.name.utf8.count == length && parameter.name == name {
            values.append(parameter.value)
        }
        return values
    }

    /// Whether the response's body is left out (RFC 9110, section 9.3.2).
    var isHead: Bool { values(of: "REQUEST_METHOD").contains("HEAD") }
}
