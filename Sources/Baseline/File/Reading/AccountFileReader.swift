import AWS
import Formats
import IAMPolicy
import YAML

/// Reads the file that says what an account should have. It finds all faults in one run.
package struct AccountFileReader {
    /// In bytes: enough for thousands of people with their keys.
    package static let maximumSize = 16 << 20
    package static let maximumNodes = 1_000_000
    /// In bytes: IAM takes SAML metadata of ten million characters.
    package static let maximumFileSize = 10 << 20
    private static let maximumFaults = 200

    /// Reads a file that stands beside the account's file, by its name relative to that.
    package typealias Files = (String) throws(FileUnreadable) -> [UInt8]

    let account: AWSAccount
    let files: Files
    private(set) var faults: [AccountFileFault] = []
    private(set) var warnings: [AccountFileFault] = []
    /// Where the nodes that are being read stand; nil for the account's file.
    var source: String?
    var words = PolicyWords()
    var knownActions = KnownActions()
    var newActions = NewActions()

    /// Whether `${…}` is a variable in the policy that is being read.
    var hasVariables = true
    /// The Sids of the trust that is being read, and where they stand.
    var trustNames: [String: Int] = [:]

    // What others name.
    var ownPath = Path.root
    var region: Region?
    var tableNames: Set<String> = []
    var policyNames: Set<PolicyName> = []
    var groupLines: [GroupName: Int] = [:]
    /// The groups that a role's trust names, and so get the permission.
    var assumers: [GroupName: [RoleName]] = [:]

    private init(account: AWSAccount, files: @escaping Files) {
        self.account = account
        self.files = files
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - bytes: the whole file, as YAML.
    ///   - account: the account that it is to be filled in for.
    ///   - files: reads what it names.
    /// - Returns: what the account should have, and what may not be meant.
    /// - Throws: ``AccountFileError`` with everything that is wrong.
    package static func read(
        _ bytes: [UInt8], for account: AWSAccount, files: @escaping Files
    ) throws(AccountFileError) -> (file: AccountFile, warnings: [AccountFileFault]) {
        let root: YAMLNode
        do throws(YAMLError) {
            root = try YAMLReader.read(bytes, maximumSize: maximumSize, maximumNodes: maximumNodes)
        } catch {
            throw AccountFileError([AccountFileFault(line: error.line, error.reason)])
        }
        var reader = AccountFileReader(account: account, files: files)
        let file = reader.file(root)
        guard let file, reader.faults.isEmpty else { throw AccountFileError(sorted(reader.faults)) }
        return (file, sorted(reader.warnings))
    }

    /// By file and line; of several in one line, the one that was found first.
    private static func sorted(_ faults: [AccountFileFault]) -> [AccountFileFault] {
        let order = faults.enumerated().sorted { a, b in
            (a.element.file ?? "", a.element.line, a.offset) < (b.element.file ?? "", b.element.line, b.offset)
        }
        var seen: Set<AccountFileFault> = []
        return Array(order.map(\.element).filter { seen.insert($0).inserted }.prefix(maximumFaults))
    }

    mutating func fault(_ line: Int, _ reason: String) {
        faults.append(AccountFileFault(file: source, line: line, reason))
    }

    mutating func warn(_ line: Int, _ reason: String) {
        warnings.append(AccountFileFault(file: source, line: line, reason))
    }

    private mutating func file(_ root: YAMLNode) -> AccountFile? {
        let members = self.members(root, of: .file)
        readAccount(members["account"])
        region = readRegion(members["region"])
        words = PolicyWords(account: account, region: region)
        readWords(members["words"])
        readNewActions(members["new-actions"])
        let name =
            optional(members["name"], "name", AccountFile.nameForm, AccountFile.checkedName) ?? AccountFile.usualName
        ownPath = readOwnPath(members["path"], ofFile: name)
        var file = AccountFile(
            account: account, name: name, path: ownPath, region: region, alias: readAlias(members["alias"]))
        file.tables = readTables(members["tables"], isRegionNamed: members["region"] != nil)
        tableNames = Set(file.tables.map(\.name))
        file.passwordPolicy = members["password-policy"].map { passwordPolicy($0) }
        file.policies = readPolicies(members["policies"])
        let groups = entries(members["groups"], "groups", kind: "a group", GroupName.init)
        groupLines = Dictionary(groups.map { ($0.name, $0.line) }) { first, _ in first }
        file.openIDConnectProviders = readOpenIDConnectProviders(members["open-id-connect-providers"])
        file.samlProviders = readSAMLProviders(members["saml-providers"])
        let people = entries(members["people"], "people", kind: "a person", UserName.init)
        let roles = entries(members["roles"], "roles", kind: "a role", RoleName.init)
        file.roles = readRoles(roles, people: people.map(\.name), in: file)
        file.groups = readGroups(groups)
        file.people = readPeople(people)
        checkTrust(of: file)
        checkSizes(of: file)
        checkSecondFactor(of: file)
        checkGroupTrusts(of: file)
        checkNewActions()
        for word in words.unused { warn(word.line, "“\(word.name)” occurs in no policy: leave it out") }
        if let node = members["region"], file.tables.isEmpty, !words.haveUsedRegion {
            warn(node.line, "the file has no tables, and REGION occurs in no policy: leave “region” out")
        }
        return file
    }

    private mutating func readAccount(_ node: YAMLNode?) {
        guard let id = optional(node, "account", "the account’s twelve digits, in quotation marks", AccountID.init)
        else { return }
        if id != account.id {
            fault(
                node?.line ?? 1,
                "this file is for the account \(id), and your credentials are of \(account.id): sign in to that account, or "
                    + "use another file")
        }
    }

    /// Groups have no tags, so the path says whose they are: two files with two names must have two paths.
    private mutating func readOwnPath(_ node: YAMLNode?, ofFile name: String) -> Path {
        let usual = AccountFile.usualPath(ofFile: name)
        guard let path = path(node, "a path such as \(usual)") else { return usual }
        if !path.isOf(file: name) {
            fault(
                node?.line ?? 1,
                "“path” should end with the file’s name, such as \(usual): groups have no tags, so their path says whose they "
                    + "are")
        }
        return path
    }

    private mutating func readAlias(_ node: YAMLNode?) -> String? {
        optional(node, "alias", "3 to 63 small letters, digits and single hyphens between them") { text in
            let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            let isPlain = parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { $0.isASCIILowercase || $0.isASCIIDigit }
            }
            return isPlain && (3...63).contains(text.utf8.count) && AccountID(text) == nil ? text : nil
        }
    }

    private mutating func readWords(_ node: YAMLNode?) {
        guard let node else { return }
        for (name, value) in anyMembers(node, "words") {
            guard PolicyWords.isWord(name.text) else {
                fault(name.line, "“\(name.text)” is no word: it should have capitals, digits and _, such as BROKER_ARN")
                continue
            }
            let values: [String]
            if case .list = value.content {
                values = texts(value, "words")
            } else {
                values = text(value, name.text).map { [$0] } ?? []
            }
            if !words.add(name.text, values, line: name.line) {
                let way =
                    name.text == PolicyWords.region
                    ? "by the file’s “region”: name it there" : "by itself: leave it out"
                fault(name.line, "\(name.text) is filled in \(way)")
            }
        }
    }
}
