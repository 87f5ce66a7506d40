import AWS
import OAuthClient
import YAML

extension PersonalProfile {
    /// Reads a profile:
    ///
    ///     work: {sign-in: company}
    ///     admin: {sign-in: okta, role-arn: "arn:aws:iam::123456789012:role/admin", duration: 1h}
    ///
    /// - Parameters:
    ///   - member: its name and settings.
    ///   - signIns: those that it may name.
    ///   - only: the one that it needn't name; nil if there are several.
    /// - Throws: ``YAMLError`` with the line of what is wrong.
    init(
        _ member: YAMLNode.Member, of signIns: [String: SignInSettings], only: SignInSettings?
    ) throws(YAMLError) {
        name = member.name
        guard Self.isName(name) else {
            throw YAMLError(
                line: member.line,
                reason: "the name of a profile should be 1 to 128 characters, none of them a control character")
        }
        let node = member.value
        let members = try node.members(
            "the profile \(name)", ["sign-in", "role", "role-arn", "duration", "region", "session-name"])
        if let chosen = members["sign-in"] {
            let text = try chosen.text("sign-in")
            guard let known = signIns[text] else { throw chosen.error("there is no sign-in \(text)") }
            signIn = known
        } else {
            guard let only else { throw node.error("“sign-in” is missing: it says who signs in for \(name)") }
            signIn = only
        }
        role = try Self.role(members, of: signIn, node)
        region = try Self.region(members["region"])
        if signIn.kind == .portal {
            for other in ["duration", "session-name"] {
                if let member = members[other] {
                    throw member.error("“\(other)” is for a role-arn; a portal decides it")
                }
            }
        }
        durationSeconds = try Self.duration(members["duration"])
        sessionNameClaim = try members["session-name"]?.text("session-name")
    }

    private static func isName(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
            && text.utf8.first != UInt8(ascii: "-")
    }

    private static func role(
        _ members: [String: YAMLNode], of signIn: SignInSettings, _ node: YAMLNode
    ) throws(YAMLError) -> Role {
        switch signIn.kind {
        case .portal:
            if let member = members["role-arn"] {
                throw member.error("“role-arn” is for an issuer; a portal's role is named by “role”")
            }
            return .portal(name: try members["role"]?.text("role"))
        case .provider:
            if let member = members["role"] { throw member.error("“role” is for a portal; write “role-arn” here") }
            guard let member = members["role-arn"] else { throw node.error("“role-arn” is missing") }
            guard let arn = ARN(try member.text("role-arn")), arn.service == "iam", arn.resource.hasPrefix("role/")
            else {
                throw member.error("“role-arn” should be like arn:aws:iam::123456789012:role/admin")
            }
            return .direct(arn)
        }
    }

    private static func region(_ node: YAMLNode?) throws(YAMLError) -> Region? {
        guard let node else { return nil }
        guard let region = Region(try node.text("region")) else {
            throw node.error("“region” should be a Region such as us-east-1")
        }
        return region
    }

    private static func duration(_ node: YAMLNode?) throws(YAMLError) -> Int? {
        guard let node else { return nil }
        guard let duration = SessionDuration(argument: try node.text("duration")),
            (900...43_200).contains(duration.seconds)
        else { throw node.error("“duration” should be from 15m to 12h, such as 1h or 90m") }
        return duration.seconds
    }
}
