/// A group of Regions that has its own accounts, identities and host names.
///
/// Source: `partitions.json` and the endpoint rules of AWS's published service models.
package enum Partition: String, Sendable, Hashable, CaseIterable {
    case aws
    case china = "aws-cn"
    case govCloud = "aws-us-gov"
    case europeanSovereignCloud = "aws-eusc"

    /// The name of the partition in ARNs.
    package var name: String { rawValue }

    /// The properties of a partition.
    struct Facts {
        var dnsSuffix: String
        var dualStackSuffix: String
        /// The Region that IAM's requests are signed for. There is one IAM for the whole partition.
        var iamRegion: String
        /// IAM's hosts: the ordinary one, FIPS, dual-stack, and both FIPS and dual-stack.
        var iamHosts: [String]
        var signinHost: String
        var consoleHost: String
        /// The domains of consoles that don't stand under ``consoleHost``.
        var furtherConsoleDomains: [String] = []
    }

    var facts: Facts {
        switch self {
        case .aws:
            Facts(
                dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws", iamRegion: "us-east-1",
                iamHosts: [
                    "iam.amazonaws.com", "iam-fips.amazonaws.com", "iam.global.api.aws", "iam-fips.global.api.aws",
                ],
                signinHost: "signin.aws.amazon.com", consoleHost: "console.aws.amazon.com",
                furtherConsoleDomains: [
                    "health.aws.amazon.com", "phd.aws.amazon.com", "lightsail.aws.amazon.com",
                    "quicksight.aws.amazon.com",
                ])
        case .china:
            Facts(
                dnsSuffix: "amazonaws.com.cn", dualStackSuffix: "api.amazonwebservices.com.cn", iamRegion: "cn-north-1",
                iamHosts: [
                    "iam.cn-north-1.amazonaws.com.cn", "iam-fips.amazonaws.com.cn",
                    "iam.global.api.amazonwebservices.com.cn", "iam-fips.api.amazonwebservices.com.cn",
                ],
                signinHost: "signin.amazonaws.cn", consoleHost: "console.amazonaws.cn",
                furtherConsoleDomains: ["health.amazonaws.cn", "quicksight.amazonaws.cn"])
        case .govCloud:
            Facts(
                dnsSuffix: "amazonaws.com", dualStackSuffix: "api.aws", iamRegion: "us-gov-west-1",
                iamHosts: [
                    "iam.us-gov.amazonaws.com", "iam.us-gov.amazonaws.com", "iam.us-gov.api.aws", "iam.us-gov.api.aws",
                ],
                signinHost: "signin.amazonaws-us-gov.com", consoleHost: "console.amazonaws-us-gov.com",
                furtherConsoleDomains: ["phd.amazonaws-us-gov.com"])
        case .europeanSovereignCloud:
            Facts(
                dnsSuffix: "amazonaws.eu", dualStackSuffix: "api.amazonwebservices.eu", iamRegion: "eusc-de-east-1",
                iamHosts: [
                    "iam.eusc-de-east-1.amazonaws.eu", "iam-fips.amazonaws.eu",
                    "iam.global.api.amazonwebservices.eu", "iam-fips.api.amazonwebservices.eu",
                ],
                signinHost: "signin.amazonaws-eusc.eu", consoleHost: "console.amazonaws-eusc.eu")
        }
    }

    /// The partition of the Region whose name has these parts, by the `regionRegex` of AWS's table; nil if it is unknown.
    init?(regionParts parts: [Substring]) {
        switch parts.count {
        case 3:
            switch parts[0] {
            case "us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx": self = .aws
            case "cn": self = .china
            default: return nil
            }
        case 4:
            if parts[0] == "us", parts[1] == "gov" {
                self = .govCloud
            } else if parts[0] == "eusc", parts[1] == "de" {
                self = .europeanSovereignCloud
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// The Region that IAM's requests are signed for.
    package var iamSigningRegion: Region { Region(known: facts.iamRegion, in: self) }

    /// The host of the federation endpoint and of the console's sign-in pages.
    package var signinHost: String { facts.signinHost }

    /// The host of the console's first page. A Region's own host has `<region>.` in front of it.
    package var consoleHost: String { facts.consoleHost }

    /// The domains of the consoles: a console's host is one of them, or stands below one, as those of Regions
    /// (`eu-west-1.console.aws.amazon.com`), of services (`s3.console…`) and of one session among several
    /// (`123456789012-abc.eu-west-1.console…`) do. All are AWS's own alone; none is a sign-in page, which may redirect to
    /// other sites.
    ///
    /// Sources: AWS's user guides name these addresses for its consoles, such as
    /// <https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/dns-configuration-console-signin.html>,
    /// <https://docs.aws.amazon.com/health/latest/ug/getting-started-health-dashboard.html> and
    /// <https://docs.aws.amazon.com/quick/latest/userguide/signing-in-multiple-accounts.html>.
    package var consoleDomains: [String] { [facts.consoleHost] + facts.furtherConsoleDomains }

    /// The end of the host names of the partition's services, such as `amazonaws.com`.
    package var dnsSuffix: String { facts.dnsSuffix }
}
