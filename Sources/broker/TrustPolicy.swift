import AWS
import Formats
import IdentityProofs

/// The trust policy by which a role lets Latchkey in for one application.
struct TrustPolicy: Sendable, Equatable {
    /// The ARN of the IAM user or role that Latchkey acts as.
    let principal: String
    let externalID: String

    /// - Parameters:
    ///   - principal: as whom Latchkey acts. Of a role, STS doesn't tell the path: it is shown without one.
    ///   - externalID: the application's.
    init?(principal: CallerIdentity, externalID: String) {
        guard let identity = IAMIdentity(principal) else { return nil }
        switch (identity.kind, identity.name) {
        case (.role, let name?):
            self.principal = "arn:\(identity.partition.name):iam::\(identity.account):role/\(name)"
        default: self.principal = identity.arn.rawValue
        }
        self.externalID = externalID
    }

    /// The document.
    var json: JSONValue {
        [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Effect": "Allow", "Principal": ["AWS": .string(principal)],
                    "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
                    "Condition": ["StringEquals": ["sts:ExternalId": .string(externalID)]],
                ]
            ],
        ]
    }
}
