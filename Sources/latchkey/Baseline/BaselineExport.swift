import AWS
import ArgumentParser
import Baseline
import YAML

/// `latchkey baseline export`
struct BaselineExport: Command {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes the file of the account as it is.",
        usage: "latchkey baseline export [OPTIONS] > account.yaml",
        discussion: """
            It has people, groups, roles, policies and providers, and the tables that --table names; not what AWS's services \
            and Latchkey itself make. Planned with --adopt all, it changes nothing but whose these things are. What can't be \
            in it as it is, is told on standard error.
            """)

    @Option(
        help: ArgumentHelp(
            "Where the file's groups and policies are to lie; it ends with the name. Without it, the name.",
            valueName: "path"))
    var path: String?

    @Option(help: ArgumentHelp("Whose the things are to be.", valueName: "name"))
    var name = AccountFile.usualName

    @Option(
        name: .customLong("table"),
        help: ArgumentHelp("A DynamoDB table of the Region that is in the file too.", valueName: "name"))
    var tables: [String] = []

    @OptionGroup var aws: AWSOptions

    func validate() throws {
        guard AccountFile.checkedName(name) != nil else {
            throw ValidationError("--name should have 1 to 64 letters, digits and _+=.@-")
        }
        guard usedPath?.isOf(file: name) ?? false else {
            throw ValidationError(
                "--path should begin and end with /, with the name at its end: /\(name)/ or /teams/\(name)/.")
        }
    }

    private var usedPath: Path? { path.map { Path($0) } ?? AccountFile.usualPath(ofFile: name) }

    func perform(in context: CommandContext) async throws(CommandError) {
        guard let path = usedPath else { return }
        let session = try AWSSession(aws, in: context)
        let caller = try await session.caller()
        let account = AWSAccount(id: caller.caller.account, partition: caller.client.partition)
        let client = session.client(signingWith: caller.found.credentials)
        let observed: ObservedAccount
        do throws(AWSError) {
            observed = try await AccountReader(iam: IAM(client), dynamoDB: DynamoDB(client)).read(
                policiesIn: path, tables: tables)
        } catch {
            throw CommandError(error)
        }
        if let unknown = tables.first(where: { observed.tables[$0] == nil }) {
            throw CommandError(.usage, "--table \(unknown): there is no such table in \(client.endpoints.region)")
        }
        let (file, remarks) = AccountExport.file(of: observed, in: account, name: name, path: path)
        let bytes: [UInt8]
        do throws(YAMLError) {
            bytes = try AccountFileWriter.write(file)
        } catch {
            throw CommandError(.cannotCreate, "the file can't be written: \(error.reason)")
        }
        for remark in remarks { context.streams.error(remark) }
        tellFaults(of: bytes, in: account, context)
        try context.streams.output(String(decoding: bytes, as: UTF8.self))
    }

    /// An account may have what the file's reader takes for a mistake.
    private func tellFaults(of bytes: [UInt8], in account: AWSAccount, _ context: CommandContext) {
        do throws(AccountFileError) {
            _ = try AccountFileReader.read(bytes, for: account) { (_) throws(FileUnreadable) in
                throw FileUnreadable("isn’t there")
            }
        } catch {
            for fault in error.faults { context.streams.error("to be mended in the file: \(fault)") }
        }
    }
}
