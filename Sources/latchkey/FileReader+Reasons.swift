import AWS
import Baseline

extension FileReader {
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
