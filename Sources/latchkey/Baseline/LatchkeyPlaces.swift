import AWS
import ArgumentParser
import Baseline
import Concurrency
import Machines
import RoleMirror

/// Where Latchkey's servers keep things in the account, if not where they do by default.
struct LatchkeyPlaces: ParsableArguments {
    @Option(
        help: ArgumentHelp("What the names of mirrored roles begin with (LATCHKEY_ROLE_PREFIX).", valueName: "text"))
    var rolePrefix = "user_"

    @Option(help: ArgumentHelp("The path of mirrored roles (LATCHKEY_ROLE_PATH).", valueName: "path"))
    var rolePath = "/user-role/"

    @Option(
        help: ArgumentHelp(
            "The table of signed-in machines (LATCHKEY_TOKENS_TABLE), in the file's Region, or in that of --region. Without it, "
                + "\(Self.usualTable), if there is one.", valueName: "name"))
    var machinesTable: String?

    private static let usualTable = "latchkey-tokens"

    /// How mirrored roles are called.
    private(set) var naming = RoleNaming.usual

    mutating func validate() throws {
        guard let path = Path(rolePath) else {
            throw ValidationError("--role-path should be a path such as /user-role/.")
        }
        guard let naming = RoleNaming(prefix: rolePrefix, path: path) else {
            throw ValidationError("--role-prefix should be at most 32 characters that a role's name can have.")
        }
        guard machinesTable != "" else { throw ValidationError("--machines-table should be a table's name.") }
        self.naming = naming
    }

    /// What takes everything of a person away, in the account of the client's credentials.
    func offboarding(by client: Client, _ timekeeper: Timekeeper) -> Offboarding {
        let (dynamoDB, named) = (DynamoDB(client), machinesTable)
        return Offboarding(iam: IAM(client), naming: naming, timekeeper: timekeeper) { (name) throws(AWSError) in
            do throws(AWSError) {
                try await dynamoDB.removeMachines(of: name, table: named ?? Self.usualTable)
            } catch  where named == nil && error.code == "ResourceNotFoundException" {
                // Nobody has set Latchkey's servers up here, or they are in another Region.
            }
        }
    }

    private enum CodingKeys: CodingKey {
        case rolePrefix
        case rolePath
        case machinesTable
    }
}

extension RoleNaming {
    fileprivate static var usual: RoleNaming {
        guard let naming = RoleNaming(prefix: "user_", path: Path("/user-role/") ?? .root) else {
            preconditionFailure("the servers begin with it, too")
        }
        return naming
    }
}
