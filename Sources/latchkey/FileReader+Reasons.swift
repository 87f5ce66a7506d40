import AWS
import Baseline
import Reactor
import SystemPackage

extension FileReader {
    /// Reads from the file system, pipes such as `/dev/stdin` as well, and says why a file can't be read.
    static let withReasons = FileReader { (path) throws(AWSError) in
        do throws(Errno) {
            return try WholeFile.read(FilePath(path), atMost: AccountFileReader.maximumSize)
        } catch {
            let reason =
                switch error {
                case .isDirectory: "it is a folder"
                case .permissionDenied: "you may not read it"
                case .fileTooLarge: "it is larger than \(AccountFileReader.maximumSize) bytes"
                default: error.description
                }
            throw .credentials("\(path) can't be read: \(reason)")
        }
    }

    /// The file's bytes; nil if there is no such file.
    ///
    /// - Throws: why it can't be read, as the end of a sentence: “can't be read: it is a folder”.
    func bytes(of path: String) throws(FileUnreadable) -> [UInt8]? {
        do throws(AWSError) {
            return try read(path)
        } catch {
            guard case .credentials(let words) = error, words.hasPrefix("\(path) ") else {
                throw FileUnreadable("can't be read")
            }
            throw FileUnreadable(String(words.dropFirst(path.count + 1)))
        }
    }
}
