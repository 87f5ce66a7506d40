import AWS
import ArgumentParser
import Formats
import IdentityProofs
import TrustPolicies

/// `latchkey trust-policy`
struct TrustPolicy: Command {
    static let configuration = CommandConfiguration(
        commandName: "trust-policy",
        abstract: "Prints the policy by which a role trusts people of an OpenID Connect provider.",
        usage: "latchkey trust-policy --issuer <url> --client <id> --person <value> ...",
        discussion: """
            Whoever the policy names gets sessions of the role with a token of the provider alone, without a server. It \
            asks for the client's tokens, and for people: a policy that asks only for the client's lets in everybody who can \
            sign in there, and isn't printed.

            A person is a value of “sub”, which the provider never gives to another one. With --claim it is a value of \
            another claim. An e-mail address is the person's only where the provider has verified it: AWS doesn't ask. \
            *@example.com is everybody with an address of a company's own; in the subjects of GitHub's and GitLab's jobs, * \
            may stand behind the owner. Other patterns aren't taken.

            EXAMPLES
              issuer=https://example.eu.auth0.com/
              latchkey trust-policy --issuer $issuer --client hT3… \\
                --person 'github|583231' --person 'github|69631' >trust.json
              latchkey trust-policy --issuer https://accounts.google.com \\
                --client 92….apps.googleusercontent.com \\
                --claim email --person ann@example.com >trust.json
              aws iam update-assume-role-policy --role-name admin \\
                --policy-document file://trust.json
            """)

    @Option(help: ArgumentHelp("The provider, as its tokens write it in “iss”.", valueName: "url"))
    var issuer: String

    @Option(
        name: .customLong("client"),
        help: ArgumentHelp("The ID of a client of the provider, whose tokens count: their “aud”.", valueName: "id"))
    var clients: [String] = []

    @Option(
        name: .customLong("person"),
        help: ArgumentHelp("Who may have the role: a value of the claim.", valueName: "value"))
    var people: [String] = []

    @Option(
        help: ArgumentHelp(
            "The claim that says who somebody is: sub, email, source-identity, or tag:NAME.",
            discussion: "The last two are what tokens have in https://aws.amazon.com/source_identity and …/tags.",
            valueName: "claim"))
    var claim: TrustedClaim = .subject

    @Flag(help: "The provider's tokens have a source identity, and have to.")
    var sourceIdentity = false

    @Flag(help: "The provider's tokens may have session tags.")
    var sessionTags = false

    @Option(
        help: ArgumentHelp(
            "The role's account. Without it, AWS is asked for that of your credentials.", valueName: "id"),
        transform: AccountID.argument(like: "twelve digits"))
    var account: AccountID?

    @Option(help: "The account's partition, if --account is given.")
    var partition: Partition = .aws

    @OptionGroup var aws: AWSOptions

    private var trust: WebIdentityTrust?

    mutating func validate() throws {
        let issuer: TrustedIssuer
        do throws(TrustedIssuer.Refusal) {
            issuer = try TrustedIssuer(self.issuer)
        } catch {
            throw ValidationError("--issuer \(error).")
        }
        guard !clients.isEmpty else {
            throw ValidationError("--client is needed: a policy without it takes tokens that are for other programs.")
        }
        guard clients.allSatisfy(WebIdentityTrust.isClient) else {
            throw ValidationError("--client should be the whole ID of a client, of 1 to 255 characters.")
        }
        guard !people.isEmpty else {
            throw ValidationError(
                "--person is needed: a policy without it lets in everybody who can sign in at the provider.")
        }
        let people: [TrustedPerson]
        do throws(TrustedPerson.Refusal) {
            people = try self.people.map { (text) throws(TrustedPerson.Refusal) in
                try TrustedPerson(text, by: claim, at: issuer)
            }
        } catch {
            throw ValidationError("--person \(error).")
        }
        trust = WebIdentityTrust(
            issuer: issuer, clients: clients, claim: claim, people: people, requiresSourceIdentity: sourceIdentity,
            allowsSessionTags: sessionTags)
        guard trust?.length ?? 0 <= WebIdentityTrust.largestQuota else {
            throw ValidationError("These are too many people for one role: AWS takes 8,192 characters at most.")
        }
    }

    func perform(in context: CommandContext) async throws(CommandError) {
        guard let trust else { return }
        let document: JSONValue
        if let account {
            document = trust.document(in: account, of: partition)
        } else if trust.issuer.isBuiltIn {
            document = trust.document(in: nil, of: partition)
        } else {
            let caller = try await AWSSession(aws, in: context).caller()
            document = trust.document(in: caller.identity.account, of: caller.identity.partition)
        }
        try context.streams.output(document.indentedText + "\n")
        if trust.length > WebIdentityTrust.usualQuota {
            context.streams.error(
                "this has more than the 2,048 characters that AWS takes, unless the account's quota “Role trust policy "
                    + "length” was raised")
        }
    }

    private enum CodingKeys: CodingKey {
        case issuer
        case clients
        case people
        case claim
        case sourceIdentity
        case sessionTags
        case account
        case partition
        case aws
    }
}

extension AccountID: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

extension Partition: ExpressibleByArgument {}

extension TrustedClaim: ExpressibleByArgument {}
