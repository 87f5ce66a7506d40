/// The endpoints of all services, which follow from a Region, its partition and AWS's settings.
///
/// Source: the endpoint rules in AWS's service models; <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
package struct Endpoints: Sendable {
    package private(set) var region: Region
    /// `AWS_USE_FIPS_ENDPOINT`
    package var usesFIPS = false
    /// `AWS_USE_DUALSTACK_ENDPOINT`
    package var usesDualStack = false
    /// `AWS_ENDPOINT_URL_<SERVICE>`, or else `AWS_ENDPOINT_URL`.
    package var overrides: [Service: EndpointURL] = [:]

    package init(region: Region) {
        self.region = region
    }

    /// Reads `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`, `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>` and
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` from `environment`. Throws for the first variable with an invalid value.
    ///
    /// `AWS_ENDPOINT_URL` doesn't apply to the console's federation endpoint, which isn't an AWS API.
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

    /// The endpoints of another Region, by the same settings; these themselves for nil.
    package func at(_ region: Region?) -> Endpoints {
        var copy = self
        if let region { copy.region = region }
        return copy
    }

    /// The endpoint of a service.
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
        case .sts, .dynamodb, .kms, .sso:
            // In GovCloud, the ordinary hosts of these services but KMS are FIPS endpoints.
            let isFIPSAlready = partition == .govCloud && service != .kms && !usesDualStack
            let name = service.hostName + (usesFIPS && !isFIPSAlready ? "-fips" : "")
            return "\(name).\(region).\(usesDualStack ? facts.dualStackSuffix : facts.dnsSuffix)"
        }
    }
}

extension Service {
    /// What a regional host begins with.
    fileprivate var hostName: String { self == .sso ? "portal.sso" : rawValue }
}
