/// Files that say what random numbers have them say.
struct RandomFile<Generator: RandomNumberGenerator> {
    private var random: Generator

    init(_ random: Generator) { self.random = random }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func some(_ texts: [String], atLeast least: Int = 0) -> [String] {
        let count = Int.random(in: least...max(least, texts.count), using: &random)
        return Array(texts.shuffled(using: &random).prefix(count))
    }

    private mutating func one(_ texts: String...) -> String { texts.randomElement(using: &random) ?? "" }

    /// A member with a list, or nothing where the list is empty.
    private func member(_ name: String, _ texts: [String]) -> String? {
        texts.isEmpty ? nil : "\(name): [\(texts.map { "'\($0)'" }.joined(separator: ", "))]"
    }

    private func map(_ members: [String?]) -> String { "{\(members.compactMap { $0 }.joined(separator: ", "))}" }

    private mutating func document() -> String {
        let statement = one(
            "Effect: Allow, Action: 's3:*', Resource: '*'",
            "Sid: A, Effect: Deny, NotAction: ['iam:Get*'], Resource: ['*']",
            "Effect: Allow, Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::${aws:username}/*'",
            "Effect: Allow, Action: '*', Resource: '*', Condition: {Bool: {'aws:SecureTransport': 'true'}}")
        let isList = chance(50)
        return "{document: {Version: 2012-10-17, Statement: \(isList ? "[" : ""){\(statement)}\(isList ? "]" : "")}}"
    }

    private mutating func rights() -> [String?] {
        let inline = some(["first", "second"]).map { "\($0): \(document())" }
        return [
            member("managed-policies", some(["p0", "p1", "ReadOnlyAccess", "ViewOnlyAccess", "AmazonSQSFullAccess"])),
            inline.isEmpty ? nil : "inline-policies: {\(inline.joined(separator: ", "))}",
        ]
    }

    private mutating func tags() -> String? {
        chance(50) ? nil : "tags: {b: \(one("x", "''", "no")), a: '0123'}"
    }

    private mutating func boundary() -> String? {
        chance(70) ? nil : "permissions-boundary: \(one("p0", "PowerUserAccess"))"
    }

    /// The trust of the role with a number, which trusts none of those behind it by name.
    private mutating func trust(_ number: Int) -> String {
        var entries: [String] = []
        if chance(50) {
            let mfa = one("mfa: not-required", "mfa: required", "mfa-age: 90m", "mfa-age: 61")
            entries.append(
                map([
                    member("groups", some(["g0", "g1", "g2"], atLeast: 1)), mfa,
                    chance(50) ? nil : "mirrored-roles: user-role/user_*",
                ]))
        }
        if chance(40) { entries.append("{service: \(one("ec2", "lambda")).amazonaws.com}") }
        if chance(40) {
            let roles = (0..<number).map { "role/r\($0)" }
            let principals = some(
                ["user/u0", "user/u1", "210987654321", "123456789012", "arn:aws:iam::210987654321:role/x"] + roles,
                atLeast: 1)
            entries.append(
                map([
                    member("principals", principals), chance(50) ? nil : "external-id: x:1",
                    member("bring", some(["source-identity", "tags"])),
                ]))
        }
        if chance(40) {
            let (claim, people) =
                [
                    ("sub", ["a", "b"]), ("email", ["ann@example.com", "*@example.org"]), ("source-identity", ["ann"]),
                ].randomElement(using: &random) ?? ("sub", ["a"])
            entries.append(
                map([
                    "provider: 'https://sso.example.com/a'", member("clients", some(["c0", "c1"], atLeast: 1)),
                    "claim: \(claim)", member("people", some(people, atLeast: 1)),
                    claim != "source-identity" && chance(50) ? "require-source-identity: true" : nil,
                    chance(50) ? "session-tags: true" : nil,
                ]))
        }
        if chance(30) {
            entries.append("{provider: 'https://accounts.google.com', clients: [c2], people: [a], claim: 'tag:x'}")
        }
        if chance(30) { entries.append("{saml-provider: sso}") }
        if entries.isEmpty || chance(30) {
            let statement = one(
                "Sid: A, Effect: Deny, Principal: '*', Action: 'sts:TagSession'",
                "Effect: Allow, Principal: {Service: [ec2.amazonaws.com, lambda.amazonaws.com]}, Action: 'sts:AssumeRole'",
                "Effect: Allow, Principal: {AWS: '123456789012'}, Action: 'sts:AssumeRole', "
                    + "Condition: {StringEquals: {'aws:PrincipalTag/team': a}}")
            entries.append("{statements: [{\(statement)}]}")
        }
        return "trust: [\(entries.shuffled(using: &random).joined(separator: ", "))]"
    }

    private mutating func entries(
        _ name: String, _ prefix: String, _ count: Int, _ make: (inout Self, Int) -> [String?]
    )
        -> String
    {
        var lines = ["\(name):"]
        for number in (0..<count).shuffled(using: &random) {
            lines.append("  \(prefix)\(number): \(map(make(&self, number)))")
        }
        return lines.joined(separator: "\n")
    }

    /// The text of a file, in which a file `idp.xml` stands for the metadata of a SAML provider.
    mutating func next() -> String {
        var parts = [
            "path: /baseline/", "region: eu-west-1",
            entries("policies", "p", 2) { this, _ in
                [this.chance(50) ? "description: What it is for" : nil, String(this.document().dropFirst().dropLast())]
            },
            entries("groups", "g", 3) { this, _ in this.rights() },
            entries("people", "u", 2) { this, _ in
                let groups = this.member("groups", this.some(["g0", "g1", "g2"]))
                return [groups, this.chance(50) ? "path: /staff/" : nil, this.tags(), this.boundary()] + this.rights()
            },
            entries("roles", "r", 4) { this, number in
                let trust = this.trust(number)
                let isForInstances = trust.contains("{service: ec2") && this.chance(50)
                return [
                    trust, this.chance(50) ? "path: /a/" : nil,
                    this.chance(50) ? "description: It's one".filter { $0 != "'" } : nil,
                    this.chance(50) ? "max-session-duration: \(this.one("2h", "5400"))" : nil,
                    isForInstances ? "instance-profile: true" : nil, this.tags(), this.boundary(),
                ] + this.rights()
            },
            "open-id-connect-providers: {'https://sso.example.com/a': {client-ids: [c0, c1]}}",
            "saml-providers: {sso: {metadata: {file: idp.xml}}}",
            "tables: {first: {key: id, time-to-live: e}, second: {key: name, point-in-time-recovery: false}}",
        ]
        if chance(50) { parts.append("alias: example") }
        if chance(50) { parts.append("password-policy: {max-password-age: 90, require-symbols: true}") }
        return parts.joined(separator: "\n") + "\n"
    }
}
