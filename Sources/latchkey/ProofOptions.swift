import AWS
import ArgumentParser
import IdentityProofs

/// How an identity is proved.
struct ProofOptions: ParsableArguments {
    @OptionGroup var aws: AWSOptions

    @Option(
        help: ArgumentHelp(
            "signed: a signature that only this server can have checked by AWS; token: a token that AWS signs.",
            discussion: "By default it is what the server takes, and signed if it takes both."))
    var proof: ProofKind?

    @Option(help: "How AWS signs a token.")
    var algorithm: IssuedToken.Algorithm = .es384
}

extension ProofKind: ExpressibleByArgument {
    package init?(argument: String) { self.init(word: argument) }
}

extension IssuedToken.Algorithm: ExpressibleByArgument {
    package init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

extension ServerAddress {
    /// Reads an argument; its refusal is a usage error.
    init(argument: String, named name: String) throws {
        do throws(Refusal) {
            try self.init(argument)
        } catch {
            throw ValidationError("\(name) \(error).")
        }
    }
}
