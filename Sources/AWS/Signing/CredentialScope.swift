/// What a signing key is valid for: one day, Region and service, such as `20261121/us-east-1/iam/aws4_request`.
package struct CredentialScope: Sendable, Hashable, CustomStringConvertible {
    package var day: String
    package var region: String
    package var service: String

    package init(day: String, region: String, service: String) {
        self.day = day
        self.region = region
        self.service = service
    }

    package var description: String { "\(day)/\(region)/\(service)/aws4_request" }
}
