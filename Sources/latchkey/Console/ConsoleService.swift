import AWS

/// The page of a service in a console.
struct ConsoleService: Equatable {
    /// What a person may call services whose pages have another name.
    private static let paths = [
        "apigateway": "apigateway/main/apis", "cfn": "cloudformation/home", "cw": "cloudwatch/home",
        "ddb": "dynamodbv2/home", "dynamodb": "dynamodbv2/home", "eb": "elasticbeanstalk/home",
        "route53": "route53/v2/hostedzones", "sso": "singlesignon/home", "ssm": "systems-manager/home",
        "sfn": "states/home", "stepfunctions": "states/home", "vpc": "vpcconsole/home",
    ]

    let name: String

    /// Nil unless the name is small letters, digits and hyphens.
    init?(_ name: String) {
        guard (1...64).contains(name.utf8.count),
            name.utf8.allSatisfy({ (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
            )
        else { return nil }
        self.name = name
    }

    /// The page's address.
    ///
    /// - Parameters:
    ///   - partition: whose console.
    ///   - region: where; nil for the one that the console chooses.
    /// - Returns: the whole address.
    func address(in partition: Partition, _ region: Region?) -> String {
        let path = Self.paths[name] ?? "\(name)/home"
        guard let region else { return "https://\(partition.consoleHost)/\(path)" }
        return "https://\(region).\(partition.consoleHost)/\(path)?region=\(region)"
    }
}
