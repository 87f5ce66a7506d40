import AWS
import Baseline
import OAuthClient
import YAML

/// One file of a person's configuration, as far as it can be understood without the others.
struct ConfigurationFile: Sendable {
    /// Enough for tens of thousands of profiles.
    private static let maximumNodes = 400_000
    /// How many files are read.
    static let maximumCount = 64

    let path: String
    private(set) var signIns: [String: SignInSettings] = [:]
    private(set) var defaultName: String?
    private(set) var defaultLine = 1
    private var profileNodes: [YAMLNode.Member] = []

    /// Nil if there is no such file.
    init?(_ path: String, in context: CommandContext) throws(CommandError) {
        let bytes: [UInt8]?
        do throws(FileUnreadable) {
            bytes = try context.files.bytes(of: path)
        } catch {
            throw CommandError(.configuration, "\(path) \(error.reason)")
        }
        guard let bytes else { return nil }
        try self.init(path: path, bytes)
    }

    /// - Parameters:
    ///   - path: how errors call it.
    ///   - bytes: the whole file.
    /// - Throws: ``CommandError`` with the line of what is wrong.
    init(path: String, _ bytes: [UInt8]) throws(CommandError) {
        self.path = path
        do throws(YAMLError) {
            try read(bytes)
        } catch {
            throw self.error(at: error.line, error.reason)
        }
    }

    func error(at line: Int, _ reason: String) -> CommandError {
        CommandError(.configuration, "\(path), line \(line): \(reason)")
    }

    private mutating func read(_ bytes: [UInt8]) throws(YAMLError) {
        // A file of comments alone says nothing, which is no mistake.
        guard bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }).contains(where: Self.saysSomething) else { return }
        let root = try YAMLReader.read(bytes, maximumSize: FileReader.maximumSize, maximumNodes: Self.maximumNodes)
        let members = try root.members("the file", ["default", "sign-ins", "profiles"])
        if let node = members["default"] {
            defaultName = try node.text("default")
            defaultLine = node.line
        }
        for (name, node) in try members["sign-ins"]?.members("sign-ins") ?? [:] {
            signIns[name] = try SignInSettings(name, node)
        }
        if let node = members["profiles"] {
            guard case .map(let members) = node.content else {
                throw node.error("profiles should have names with values")
            }
            profileNodes = members
        }
    }

    private static func saysSomething(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }) else { return false }
        return first != UInt8(ascii: "#")
    }

    /// The file's profiles.
    ///
    /// - Parameter signIns: those that a profile may name.
    /// - Returns: them by name.
    /// - Throws: ``CommandError`` with the line of what is wrong.
    func profiles(of signIns: [String: SignInSettings]) throws(CommandError) -> [String: PersonalProfile] {
        var profiles: [String: PersonalProfile] = [:]
        profiles.reserveCapacity(profileNodes.count)
        // One that a profile needn't name.
        let only = self.signIns.count == 1 ? self.signIns.values.first : nil
        do throws(YAMLError) {
            for member in profileNodes {
                profiles[member.name] = try PersonalProfile(member, of: signIns, only: only)
            }
        } catch {
            throw self.error(at: error.line, error.reason)
        }
        return profiles
    }
}
