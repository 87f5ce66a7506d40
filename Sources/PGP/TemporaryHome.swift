import FoundationEssentials
import Glibc

/// A home of GnuPG's that holds one key for one operation: the person's own keys, trust and settings aren't looked at, and
/// nothing is added to them.
struct TemporaryHome: ~Copyable {
    let path: String

    /// Makes the folder for its owner only (`mkdtemp`).
    init() throws(PGPError) {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
        // The paths of sockets that GnuPG may make in it have a limit of about a hundred characters.
        let usable = parent.hasPrefix("/") && parent.utf8.count <= 60 ? parent : "/tmp"
        var template = Array("\(usable)/latchkey-pgp-XXXXXX".utf8CString)
        let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard isMade else { throw .failed("no folder can be made in \(usable) (error \(errno) of mkdtemp)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // GnuPG removes locks of its own meanwhile, which a removal then doesn't find: another one does the rest.
        for _ in 0..<5 where FileManager.default.fileExists(atPath: path) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }
}
