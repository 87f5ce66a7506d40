/// A policy of `scripts/policies`, which the file can take by its name.
enum ShippedPolicy: String, CaseIterable {
    case applications
    case broker
    case brokerBoundary = "broker-boundary"
    case `guard`
    case iamAuth = "iam-auth"
    case kmsClient = "kms-client"
    case kmsServer = "kms-server"
    case mfa
    case quarantine
    case selfService = "self-service"

    /// The JSON, in which words in capitals have to be filled in.
    var bytes: [UInt8] {
        switch self {
        case .applications: PackageResources.applications_json
        case .broker: PackageResources.broker_json
        case .brokerBoundary: PackageResources.broker_boundary_json
        case .guard: PackageResources.guard_json
        case .iamAuth: PackageResources.iam_auth_json
        case .kmsClient: PackageResources.kms_client_json
        case .kmsServer: PackageResources.kms_server_json
        case .mfa: PackageResources.mfa_json
        case .quarantine: PackageResources.quarantine_json
        case .selfService: PackageResources.self_service_json
        }
    }
}
