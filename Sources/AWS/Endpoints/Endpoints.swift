/// The endpoints of all services, as a Region, its partition and the AWS settings make them.
///
/// Source: the endpoint rules in AWS's service models; <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
package struct Endpoints: Sendable {
    package let region: Region
    /// `AWS_USE_FIPS_ENDPOINT`
    package var usesFIPS = false
    /// `AWS_USE_DUALSTACK_ENDPOINT`
    package var usesDualStack = false
    /// `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`.
    package var overrides: [Service: EndpointURL] = [:]

    package init(region: Region) {
        self.region = region
    }

    /// Reads `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`, `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_IAM` and
    /// its like, and `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` from `environment`.
    ///
    /// The console's federation endpoint is no AWS API: `AWS_ENDPOINT_URL` doesn't move it.
    /// Throws the first variable that holds what it can't.
    package init(region: Region, environment: [String: String]) throws(EndpointsError) {
        self.init(region: region)
        usesFIPS = try Self.flag("AWS_USE_FIPS_ENDPOINT", environment)
        usesDualStack = try Self.flag("AWS_USE_DUALSTACK_ENDPOINT", environment)
        if try Self.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", environment) { return }
        for service in Service.allCases where service != .signin {
            for name in ["AWS_ENDPOINT_URL_\(service.rawValue.uppercased())", "AWS_ENDPOINT_URL"] {
                guard let text = environment[name], !text.isEmpty else { continue }
                guard let url = EndpointURL(text) else {
                    throw EndpointsError(name: name, expected: "a URL such as https://host or http://127.0.0.1:4566")
                }
                overrides[service] = url
                break
            }
        }
    }

    private static func flag(_ name: String, _ environment: [String: String]) throws(EndpointsError) -> Bool {
        switch environment[name]?.lowercased() {
        case nil, "", "false": false
        case "true": true
        default: throw EndpointsError(name: name, expected: "true or false")
        }
    }

    package var partition: Partition { region.partition }

    /// Where `service` is.
    package func endpoint(for service: Service) -> Endpoint {
        let signingRegion = service == .iam ? partition.iamSigningRegion : region
        let url = overrides[service] ?? EndpointURL(scheme: .https, authority: host(of: service))
        return Endpoint(url: url, signingRegion: signingRegion)
    }

    private func host(of service: Service) -> String {
        let facts = partition.facts
        switch service {
        case .iam: return facts.iamHosts[(usesFIPS ? 1 : 0) + (usesDualStack ? 2 : 0)]
        case .signin: return facts.signinHost
        case .sts, .dynamodb, .kms:
            // GovCloud's plain STS and DynamoDB hosts are FIPS endpoints themselves.
            let isFIPSAlready = partition == .govCloud && service != .kms && !usesDualStack
            let name = service.rawValue + (usesFIPS && !isFIPSAlready ? "-fips" : "")
            return "\(name).\(region).\(usesDualStack ? facts.dualStackSuffix : facts.dnsSuffix)"
        }
    }
}
