import HTTP1
import Reactor
package import SystemPackage

/// The file in which permissions are remembered: a server in each line, as a URL. Lines that begin with `#` are for people.
package struct PermissionFile: Sendable {
    private static let maximumServers = 1_000
    private static let heading = "# Servers to which latchkey may prove your identity. Take a line out to end that.\n"

    private let file: PrivateFile

    package init(_ path: FilePath) { file = PrivateFile(path, maximumBytes: 262_144) }

    /// The servers that the file names.
    func read() throws(PermissionFileError) -> [Origin] {
        let bytes: [UInt8]?
        do throws(Errno) {
            bytes = try file.read()
        } catch {
            throw .file(path: file.path.string, error)
        }
        return try parse(bytes ?? [])
    }

    /// Adds a server, if the file doesn't name it.
    func add(_ server: Origin) throws(PermissionFileError) {
        var malformed: PermissionFileError?
        do throws(Errno) {
            try file.update { bytes in
                do throws(PermissionFileError) {
                    let servers = try parse(bytes ?? [])
                    guard !servers.contains(server), servers.count < Self.maximumServers else { return nil }
                } catch {
                    malformed = error
                    return nil
                }
                var text = bytes ?? Array(Self.heading.utf8)
                if text.last != .lineFeed { text.append(.lineFeed) }
                return text + Array("\(server)\n".utf8)
            }
        } catch {
            throw .file(path: file.path.string, error)
        }
        if let malformed { throw malformed }
    }

    private func parse(_ bytes: [UInt8]) throws(PermissionFileError) -> [Origin] {
        var servers: [Origin] = []
        let lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self).trimmingWhiteSpace
            if text.isEmpty || text.first == "#" { continue }
            guard let server = Origin(text), server.isPrivate else {
                throw .line(path: file.path.string, number: index + 1)
            }
            servers.append(server)
        }
        return servers
    }
}
