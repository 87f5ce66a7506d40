import AWS
import Formats

/// Names of managed policies of AWS's own. Those that people use most are known, so that misspelt names are found.
enum AWSManagedPolicies {
    /// With their paths.
    static let names: [String] = [
        "AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "SecurityAudit", "IAMFullAccess",
        "IAMReadOnlyAccess",
        "IAMUserChangePassword", "IAMUserSSHKeys", "AWSDenyAll", "AmazonS3FullAccess", "AmazonS3ReadOnlyAccess",
        "AmazonEC2FullAccess", "AmazonEC2ReadOnlyAccess", "AmazonVPCFullAccess", "AmazonVPCReadOnlyAccess",
        "AmazonRDSFullAccess", "AmazonRDSReadOnlyAccess", "AmazonDynamoDBFullAccess", "AmazonDynamoDBReadOnlyAccess",
        "AmazonSSMManagedInstanceCore", "AmazonSSMReadOnlyAccess", "AWSLambda_FullAccess", "AWSLambda_ReadOnlyAccess",
        "CloudWatchFullAccess", "CloudWatchReadOnlyAccess", "CloudWatchLogsReadOnlyAccess",
        "AWSCloudTrail_ReadOnlyAccess",
        "AWSBillingReadOnlyAccess", "AWSSupportAccess", "AWSCloudShellFullAccess", "SignInLocalDevelopmentAccess",
        "job-function/Billing", "job-function/DatabaseAdministrator", "job-function/DataScientist",
        "job-function/NetworkAdministrator", "job-function/SupportUser", "job-function/SystemAdministrator",
        "job-function/ViewOnlyAccess", "service-role/AWSLambdaBasicExecutionRole",
    ]

    /// The name with its path of a known policy, which may be given without.
    static func name(of text: String) -> String? {
        names.first { $0.utf8.elementsEqual(text.utf8) }
            ?? names.first { $0.utf8.split(separator: UInt8(ascii: "/")).last?.elementsEqual(text.utf8) ?? false }
    }

    /// Whether a known one has this name, wherever it lies. Names have no case.
    static func isNamed(_ name: PolicyName) -> Bool {
        names.contains {
            PolicyName($0.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? "")?
                .isSame(as: name) ?? false
        }
    }

    /// Whether a policy could be called so: a name, behind paths perhaps.
    static func isName(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return text.utf8.count <= 512 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNameByte) }
    }
}
