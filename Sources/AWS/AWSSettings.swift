package import Settings
package import Transport

/// How AWS is reached. AWS's own variables (`AWS_PROFILE`, `AWS_ENDPOINT_URL`, …) are read too, with AWS's meaning.
package struct AWSSettings: SettingsGroup {
    package var region: Region
    /// The proxy's URL; nil for none. `HTTP_PROXY` isn't read: in plain CGI, a request sets it by a header field.
    package var proxy: String?
    /// The path of the file of certificate authorities; nil for the system's.
    package var caFile: String?
    /// AWS's own variables, from the environment and from the settings file.
    package var variables: [String: String]

    static let region = Setting(
        "LATCHKEY_REGION", "Region of the table and of STS",
        form: "a Region, such as eu-central-1", absent: .meaning("AWS_REGION, else AWS_DEFAULT_REGION, else us-east-1"))
    static let proxy = Setting(
        "LATCHKEY_PROXY", "proxy through which AWS is reached",
        form: "a URL, such as http://proxy.example:3128", absent: .meaning("AWS is reached directly"))
    static let caFile = Setting(
        "LATCHKEY_CA_FILE", "certificate authorities that AWS is checked against",
        form: "the absolute path of a PEM file", absent: .meaning("the system's"))

    package static let table = [region, proxy, caFile]

    /// Makes the client of a program, with credentials from the places where AWS's SDKs look for them.
    ///
    /// - Parameters:
    ///   - environment: the process's variables.
    ///   - retry: how failed calls are repeated.
    ///   - rateLimiter: limits how fast IAM is written to; nil for no limit.
    ///   - transport: sends the requests.
    /// - Returns: the client.
    /// - Throws: ``EndpointsError`` when one of AWS's own variables has an invalid value.
    package func client(
        environment: [String: String], retry: RetryPolicy = .standard, rateLimiter: RateLimiter? = nil,
        transport: any Transport
    ) throws(EndpointsError) -> Client {
        let environment = environment.merging(variables) { $1 }
        let endpoints = try Endpoints(region: region, environment: environment)
        let chain = CredentialsChain(transport: transport, endpoints: endpoints, environment: environment)
        return Client(
            transport: transport, credentials: CachedCredentials(chain), endpoints: endpoints, retry: retry,
            rateLimiter: rateLimiter)
    }

    package init?(from reader: inout SettingsReader) {
        let region = reader.firstOf([Self.region.name, "AWS_REGION", "AWS_DEFAULT_REGION"], or: "us-east-1")
        proxy = reader.optional(Self.proxy) { text in
            let schemes = ["http://", "https://", "socks5://", "socks5h://"]
            return schemes.contains { text.hasPrefix($0) && text.count > $0.count } ? text : nil
        }
        caFile = reader.optional(Self.caFile, SettingForm.path)
        variables = reader.variables(beginning: "AWS_")
        guard let value = Region(region.value) else {
            reader.note("\(region.name) is “\(region.value)”: it should be \(Self.region.form)")
            return nil
        }
        self.region = value
    }
}
