import FoundationEssentials
import Reactor

/// How other programs start this one.
struct ToolProgram {
    /// The process's variables.
    let environment: [String: String]

    /// The tool as a word of a shell: its name where `PATH` leads to it, or else the whole path.
    ///
    /// - Throws: ``CommandError`` when the path needs escapes that not all readers of AWS's config file understand.
    func word() throws(CommandError) -> String {
        guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return "latchkey"
        }
        let found = Self.path(of: "latchkey", in: environment)
        if let found, FileVersion(path: found) == FileVersion(path: path) { return "latchkey" }
        if path.utf8.allSatisfy(Self.isPlain) { return path }
        guard !path.utf8.contains(where: { "\"\\$`\n".utf8.contains($0) }) else {
            throw CommandError(.configuration, "\(path) has characters that need escapes: put the tool into PATH")
        }
        return "\"\(path)\""
    }

    /// What a name or path means: with a slash it is a path, otherwise `PATH` is searched.
    enum Search: Equatable {
        case program(path: String)
        /// There is something of that name, which can't be run.
        case notExecutable(path: String)
        case missing
    }

    /// Looks for a program as `execvp(3)` does.
    static func search(_ name: String, in environment: [String: String]) -> Search {
        let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
            .split(separator: ":", omittingEmptySubsequences: false)
        let paths = name.contains("/") ? [name] : folders.map { ($0.isEmpty ? "." : String($0)) + "/" + name }
        if let path = paths.first(where: isProgram) { return .program(path: path) }
        return paths.first(where: FileManager.default.fileExists).map { .notExecutable(path: $0) } ?? .missing
    }

    /// The program that a name or path means; nil if there is none.
    static func path(of name: String, in environment: [String: String]) -> String? {
        guard case .program(let path) = search(name, in: environment) else { return nil }
        return path
    }

    private static func isProgram(_ path: String) -> Bool {
        var isFolder = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return exists && !isFolder && FileManager.default.isExecutableFile(atPath: path)
    }

    /// Whether the byte means itself in every shell.
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_-./+@:,".utf8.contains(byte)
        }
    }
}
