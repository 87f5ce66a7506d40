import AWS
import FoundationEssentials
import IAMPolicy
import MirrorTestSupport
import TestSupport
import Testing

@testable import FakeAWS
@testable import RoleMirror

extension RolePlan {
    /// The managed policies of an account: some allow, some deny, some do both. And three boundaries, one of which has to be
    /// rewritten for a role.
    static func account() throws -> [ARN: String] {
        func statement(_ effect: String, _ number: Int) -> String {
            #"{"Effect":"\#(effect)","Action":"service\#(number):*","Resource":"*"}"#
        }
        func document(_ statements: String) -> String { #"{"Version":"2012-10-17","Statement":[\#(statements)]}"# }
        let documents = (0..<12).map { number in
            switch number % 3 {
            case 0: statement("Allow", number)
            case 1: statement("Deny", number - 1)
            default: statement("Allow", number) + "," + statement("Deny", (number + 3) % 12)
            }
        }
        func boundary(_ services: some Sequence<Int>, _ action: String) -> String {
            (services.map { statement("Allow", $0) } + [#"{"Effect":"Allow","Action":"\#(action)","Resource":"*"}"#])
                .joined(separator: ",")
        }
        let personal = #",{"Effect":"Allow","Action":"sns:*","Resource":"arn:aws:sns:*:*:${aws:username}"}"#
        var account = Dictionary(
            uniqueKeysWithValues: try documents.enumerated().map { (try policyARN("p\($0)"), document($1)) })
        account[try policyARN("boundary0")] = document(boundary(0..<8, "s3:*"))
        account[try policyARN("boundary1")] = document(boundary(4..<12, "ec2:*"))
        account[try policyARN("boundary2")] = document(boundary(2..<10, "sqs:*") + personal)
        return account
    }

    /// The plan of a random user whose policies fit a role.
    static func random(
        quotas: RoleQuotas, revokedBefore: Date?, using random: inout SeededGenerator
    ) throws -> RolePlan {
        func some<Element>(_ elements: [Element]) -> [Element] { elements.filter { _ in Bool.random(using: &random) } }
        let tagged = #","Condition":{"StringEquals":{"aws:PrincipalTag/a":"1"}}"#
        let inline: [UserSnapshot.Inline] = ["s3:*", "ec2:*", "sqs:*", "iam:*"].flatMap { action in
            [("Allow", "2012-10-17"), ("Deny", "2012-10-17"), ("Allow", nil), ("Deny", nil)].map {
                .make($0.0, action, version: $0.1, further: action == "s3:*" ? tagged : "")
            }
        }
        let account = try account()
        let boundaries = try (0..<3).map { try policyARN("boundary\($0)") }
        while true {
            do {
                return try .make(
                    inline: some(inline), managed: some(account.keys.filter { !boundaries.contains($0) }.sorted()),
                    boundary: some(boundaries).randomElement(using: &random),
                    tags: some([AWS.Tag(key: "a", value: "1"), AWS.Tag(key: "b", value: "2")]), documents: account,
                    quotas: quotas, revokedBefore: revokedBefore)
            } catch RoleMirrorError.limitsExceeded {
                continue
            }
        }
    }
}

extension RoleModel {
    var inlineSize: Int { inline.values.reduce(0) { $0 + $1.countWithoutWhiteSpace } }

    /// Changes the role at random, as somebody with IAM permissions could.
    mutating func tamper(quotas: RoleQuotas, using random: inout SeededGenerator) throws {
        let everything = #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#
        let both = everything.replacing("}]}", with: #"},{"Effect":"Deny","Action":"iam:*","Resource":"*"}]}"#)
        if inlineSize + both.count <= quotas.inlineCharacters, Bool.random(using: &random) {
            inline[try #require(PolicyName("stray"))] = both
        }
        for name in [InlinePolicyName.deny, .revocation] where Bool.random(using: &random) {
            let document = Bool.random(using: &random) ? everything : both
            if inlineSize - (inline[name.policyName]?.count ?? 0) + document.count <= quotas.inlineCharacters {
                inline[name.policyName] = document
            }
        }
        for arn in attached.union([boundary].compactMap { $0 })
        where RoleNaming.usual.ownsPolicy(arn) && Bool.random(using: &random) {
            policies[arn] = everything
        }
    }

    /// The actions that its sessions may do, of all those that the policies here name.
    func rights() throws -> Set<String> {
        func statements(_ documents: [String]) throws -> [PolicyStatement] {
            try documents.flatMap { try PolicyDocument(parsing: $0).statements }
        }
        func applies(_ statement: PolicyStatement, _ effect: PolicyStatement.Effect, _ action: String) -> Bool {
            // The sessions began after any revocation.
            statement.effect == effect && !statement.json.minified.contains("aws:TokenIssueTime")
                && ["*", .string(action)].contains(statement.elements["Action"])
                && (statement.elements["Condition"] == nil || tags.contains(AWS.Tag(key: "a", value: "1")))
        }
        let own = try statements(Array(inline.values) + attached.compactMap { policies[$0] })
        let bounds = try boundary.map { try statements([try #require(policies[$0])]) }
        let universe = ["s3:*", "ec2:*", "sqs:*", "iam:*"] + (0..<12).map { "service\($0):*" }
        return Set(
            universe.filter { action in
                own.contains { applies($0, .allow, action) } && !own.contains { applies($0, .deny, action) }
                    && bounds?.contains { applies($0, .allow, action) } ?? true
            })
    }
}

extension Date? {
    static func randomRevocation(using random: inout SeededGenerator) -> Date? {
        Bool.random(using: &random) ? Date(timeIntervalSince1970: .random(in: 0...9, using: &random)) : nil
    }
}
