import AWS
import Subprocess
import SystemPackage

/// The person's browser: what `BROWSER` names, or else what `xdg-open` finds.
struct Browser {
    /// How long `xdg-open` is waited for. Where it starts the first window of a browser, it ends with that.
    private static let patience = Duration.seconds(5)

    let environment: [String: String]

    /// Opens a link, which isn't among the arguments of what is started.
    func open(_ link: String) async throws(CommandError) {
        let page = try LinkPage(environment: environment).write(link)
        for command in commands {
            if await start(command, with: page) { return }
        }
        if environment["BROWSER"]?.isEmpty ?? true, await startUsual(with: page) { return }
        throw CommandError(
            .unavailable, "no browser could be started: name one in BROWSER, or use --print and open the link yourself")
    }

    /// The commands that `BROWSER` lists, with colons between them. `%s` in one stands for the address.
    private var commands: [[String]] {
        (environment["BROWSER"] ?? "").split(separator: ":").compactMap { CommandLineWords.split(String($0)) }
    }

    /// Runs a command in the foreground, as it may be a browser for the terminal.
    ///
    /// - Returns: whether it ended well.
    private func start(_ words: [String], with page: String) async -> Bool {
        var words = words.map { $0.replacing("%s", with: page) }
        if !words.contains(where: { $0.contains(page) }) { words.append(page) }
        let result = try? await run(
            executable(words[0]), arguments: Arguments(Array(words.dropFirst())), environment: .custom(variables),
            input: .currentStandardInput, output: .currentStandardError, error: .currentStandardError)
        return result?.terminationStatus.isSuccess ?? false
    }

    /// Runs `xdg-open` in a session of its own, so that a browser that it starts outlives this terminal.
    ///
    /// - Returns: whether it ended well, or hasn't ended yet.
    private func startUsual(with page: String) async -> Bool {
        let variables = variables
        let ends = AsyncStream<Bool> { continuation in
            // Neither task is cancelled, which would end the browser. The process goes on without the tool.
            Task {
                var options = PlatformOptions()
                options.createSession = true
                let result = try? await run(
                    .name("xdg-open"), arguments: [page], environment: .custom(variables), platformOptions: options,
                    output: .discarded, error: .discarded)
                continuation.yield(result?.terminationStatus.isSuccess ?? false)
            }
            Task {
                try? await Task.sleep(for: Self.patience)
                continuation.yield(true)
            }
        }
        return await ends.first { _ in true } ?? false
    }

    private func executable(_ name: String) -> Executable {
        name.contains("/") ? .path(FilePath(name)) : .name(name)
    }

    /// The process's variables but AWS's, which browsers don't need.
    private var variables: [Environment.Key: String] {
        var kept: [Environment.Key: String] = [:]
        for (name, value) in environment where !name.hasPrefix("AWS_") {
            if let key = Environment.Key(rawValue: name) { kept[key] = value }
        }
        return kept
    }
}
