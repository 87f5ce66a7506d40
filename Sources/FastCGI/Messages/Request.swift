/// One request as the web server handed it over.
package struct Request: Sendable {
    /// A FastCGI parameter or CGI environment variable.
    package struct Parameter: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All parameters in the order they came, duplicates kept: a web server may send one name twice,
    /// and which of the two is meant is for the application to refuse, not for this module to choose.
    package var parameters: [Parameter]
    /// The request body, whole.
    package var body: [UInt8]

    package init(parameters: [Parameter], body: [UInt8] = []) {
        self.parameters = parameters
        self.body = body
    }

    /// Every value sent under `name`, in order; empty when there is none.
    package func values(of name: String) -> [String] {
        parameters.values(of: name)
    }
}

extension [Request.Parameter] {
    /// Every value under `name`, in order. Lengths tell most names apart for less than a look at the texts.
    func values(of name: String) -> [String] {
        var values: [String] = []
        let length = name.utf8.count
        for parameter in self where parameter.name.utf8.count == length && parameter.name == name {
            values.append(parameter.value)
        }
        return values
    }
}
