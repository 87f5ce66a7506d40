import AWS
import Reactor

/// What `latchkey doctor` looks at on this machine.
struct FileChecks {
    /// How many faults of one kind are told one by one.
    private static let maximumTold = 5
    /// What AWS's tools take before a `credential_process`.
    private static let outranking = ["role_arn", "web_identity_token_file", "sso_account_id", "aws_access_key_id"]

    /// Nil when it can't be read, so that nobody knows which profiles there are.
    let configuration: ToolConfiguration?
    let context: CommandContext
    /// The permissions of a file or folder; nil if there is none.
    var permissions: (String) -> Int? = { FilePermissions.of($0) }

    func findings() -> [Finding] {
        variables() + privacy() + profiles() + browser()
    }

    /// Variables that count before every profile.
    private func variables() -> [Finding] {
        guard context.variable("AWS_ACCESS_KEY_ID") != nil else { return [] }
        return [
            .wrong(
                "environment",
                "AWS_ACCESS_KEY_ID is set, and counts before all profiles: take it out of the environment")
        ]
    }

    /// Who else may read secrets, or write what the tool believes.
    private func privacy() -> [Finding] {
        let folders = UserFolders(environment: context.environment)
        var findings: [Finding] = []
        func look(_ path: String?, _ forbidden: Int, _ advice: String) {
            guard let path, let found = permissions(path), found & forbidden != 0 else { return }
            findings.append(.wrong("permissions", "others may \(advice) \(path): run “chmod go-rwx \(path)”"))
        }
        look(folders.state, 0o077, "read")
        look(folders.caches, 0o077, "read")
        look(Profiles.credentialsPath(context.environment), 0o077, "read")
        look(folders.settings, 0o022, "write to")
        look(folders.settings.map { "\($0)/config.yaml" }, 0o022, "write to")
        look(Profiles.configPath(context.environment), 0o022, "write to")
        return findings.isEmpty ? [.well("permissions", "nobody else reads your secrets")] : findings
    }

    /// AWS's files, and what their profiles name.
    private func profiles() -> [Finding] {
        let profiles: Profiles
        do throws(AWSError) {
            profiles = try Profiles(environment: context.environment, files: context.files)
        } catch {
            return [.wrong("AWS's files", CommandError(error).description)]
        }
        var faults: [String] = []
        var known: [String: Bool] = [:]
        let names = profiles.names
        for name in (configuration?.profiles ?? [:]).keys.sorted() {
            guard let profile = profiles[name], let key = Self.outranking.first(where: { profile[$0] != nil }) else {
                continue
            }
            faults.append("\(name) has \(key), which counts before credential_process: take it out of AWS's files")
        }
        for name in names {
            guard let command = profiles[name]?["credential_process"] else { continue }
            guard let words = CommandLineWords.split(command) else {
                faults.append("the credential_process of \(name) has an open quote")
                continue
            }
            let exists = known[words[0]] ?? (ToolProgram.path(of: words[0], in: context.environment) != nil)
            known[words[0]] = exists
            if !exists {
                faults.append(
                    "\(name) names the program \(words[0]), which isn't there: run “latchkey configure” again")
            } else if let meant = Self.meant(words), !isKnown(meant, profiles) {
                faults.append(
                    "\(name) asks for the profile \(meant), which there is none of: take it out of AWS's files, or add it to config.yaml"
                )
            }
        }
        guard !faults.isEmpty else { return [.well("AWS's files", "\(names.count.counted("profile")) can be read")] }
        let rest = faults.count - Self.maximumTold
        return faults.prefix(Self.maximumTold).map { .wrong("AWS's files", $0) }
            + (rest > 0 ? [.wrong("AWS's files", "and \(rest.counted("more such profile"))")] : [])
    }

    /// The profile of which a command line asks this tool for credentials; nil if it is another one.
    private static func meant(_ words: [String]) -> String? {
        guard words.count == 3, words[1] == "credentials", words[0].split(separator: "/").last == "latchkey" else {
            return nil
        }
        return words[2]
    }

    private func isKnown(_ name: String, _ profiles: Profiles) -> Bool {
        guard let configuration, configuration.profiles[name] == nil else { return true }
        guard let profile = profiles[name] else { return false }
        return ProfilesEditor.otherCredentials.contains { profile[$0] != nil }
    }

    private func browser() -> [Finding] {
        let named = context.variable("BROWSER")?.split(separator: ":").first.flatMap {
            CommandLineWords.split(String($0))
        }
        let program = named?.first ?? "xdg-open"
        guard ToolProgram.path(of: program, in: context.environment) != nil else {
            return [
                .wrong(
                    "browser",
                    "\(program) isn't there: name one in BROWSER, or use “latchkey login --remote” and “--print”")
            ]
        }
        return [.well("browser", program)]
    }
}
