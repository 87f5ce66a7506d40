import AWS
import FoundationEssentials
import TestSupport
import Testing

struct EndpointsTests {
    struct Row: Decodable {
        var region: String
        var service: String
        var fips: Bool
        var dualStack: Bool
        var url: String
        var signingRegion: String
    }

    @Test(.timeLimit(.minutes(2))) func `hosts and signing Regions are the same as botocore's`() async throws {
        let rows: [Row] = try await Python.json("botocore_endpoints.py")
        #expect(rows.count == 240)
        for row in rows {
            var environment: [String: String] = [:]
            if row.fips { environment["AWS_USE_FIPS_ENDPOINT"] = "true" }
            if row.dualStack { environment["AWS_USE_DUALSTACK_ENDPOINT"] = "true" }
            let endpoints = try Endpoints(region: try .known(row.region), environment: environment)
            let endpoint = endpoints.endpoint(for: try #require(Service(rawValue: row.service)))
            #expect(endpoint.url.rawValue + "/" == row.url)
            #expect(endpoint.signingRegion.rawValue == row.signingRegion, "\(row)")
        }
    }

    @Test func `a service's own endpoint takes precedence over the general one, and neither moves the console`() throws
    {
        let region = try Region.known("eu-west-1")
        let endpoints = try Endpoints(
            region: region,
            environment: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:4599/", "AWS_ENDPOINT_URL_DYNAMODB": "https://db.example/base/",
            ])
        #expect(endpoints.endpoint(for: .iam).url.rawValue == "http://127.0.0.1:4599")
        #expect(endpoints.endpoint(for: .iam).signingRegion.rawValue == "us-east-1")
        #expect(endpoints.endpoint(for: .dynamodb).url.path() == "/base/")
        #expect(endpoints.endpoint(for: .signin).url.authority == "signin.aws.amazon.com")
        let ignored = try Endpoints(
            region: region,
            environment: ["AWS_ENDPOINT_URL": "http://x:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"])
        #expect(ignored.endpoint(for: .sts).url.authority == "sts.eu-west-1.amazonaws.com")
    }

    @Test(arguments: [
        ["AWS_ENDPOINT_URL": "ftp://x"], ["AWS_ENDPOINT_URL_STS": "127.0.0.1:80"], ["AWS_USE_FIPS_ENDPOINT": "yes"],
        ["AWS_USE_DUALSTACK_ENDPOINT": "1"],
    ])
    func `the error for an invalid setting names it`(environment: [String: String]) throws {
        let region = try Region.known("eu-west-1")
        let error = #expect(throws: EndpointsError.self) { try Endpoints(region: region, environment: environment) }
        #expect(error?.name == environment.keys.first)
    }
}
