import FoundationEssentials
import Glibc

/// A home of GnuPG's that holds one key for one operation: the person's own keys, trust and settings aren't looked at, and
/// nothing is added to them.
///
/// No agent is started for it: it would outlive the process, and public keys need none. A process that is killed leaves the
/// folder, which the next process removes.
struct TemporaryHome: ~Copyable {
    private static let prefix = "latchkey-pgp-"
    /// A folder is locked as soon as it is made; younger ones may just not be yet.
    private static let least = 60.0

    let path: String
    /// The open folder, locked as long as the process lives.
    private let lock: CInt

    /// Makes the folder for its owner only (`mkdtemp`).
    init() throws(PGPError) {
        let parent = Self.parent
        _ = Self.removedLeftovers
        var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
        let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard isMade else { throw .failed("no folder can be made in \(parent) (error \(errno) of mkdtemp)") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard FileManager.default.createFile(atPath: "\(path)/gpg.conf", contents: Data("no-autostart\n".utf8)) else {
            Self.remove(path)
            throw .failed("nothing can be written in \(path)")
        }
        self.path = path
        lock = Self.lock(path) ?? -1
    }

    deinit {
        Self.remove(path)
        if lock >= 0 { close(lock) }
    }

    private static var parent: String {
        let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
        // The paths of sockets that GnuPG may make in it have a limit of about a hundred characters.
        return named.hasPrefix("/") && named.utf8.count <= 60 ? named : "/tmp"
    }

    /// Done once in a process.
    private static let removedLeftovers: Void = removeLeftovers(in: parent)

    /// Removes the homes of processes that were killed.
    static func removeLeftovers(in folder: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(prefix) {
            let path = "\(folder)/\(name)"
            guard let lock = lock(path) else { continue }
            if isOldAndOwn(lock) { remove(path) }
            close(lock)
        }
    }

    private static func isOldAndOwn(_ folder: CInt) -> Bool {
        var status = stat()
        guard unsafe fstat(folder, &status) == 0, status.st_uid == geteuid() else { return false }
        return Date.now.timeIntervalSince1970 - Double(status.st_mtim.tv_sec) > least
    }

    /// Opens and locks a folder (`flock`); nil if it is none, or another process has it.
    private static func lock(_ path: String) -> CInt? {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return nil }
        if flock(folder, LOCK_EX | LOCK_NB) == 0 { return folder }
        close(folder)
        return nil
    }

    private static func remove(_ path: String) {
        // GnuPG removes locks of its own meanwhile, which a removal then doesn't find: another one does the rest.
        for _ in 0..<5 where FileManager.default.fileExists(atPath: path) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
