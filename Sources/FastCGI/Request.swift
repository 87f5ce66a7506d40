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
        parameters.filter { $0.name == name }.map(\.value)
    }
}
