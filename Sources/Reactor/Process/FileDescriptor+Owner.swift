import Glibc
package import SystemPackage

extension FileDescriptor {
    /// Gives a file that root has just made at `path` to whoever has its folder, so that the programs of that user can write to it
    /// too. It does nothing for anybody else, nor for a file that holds something.
    package func giveNewFile(at path: FilePath) {
        guard geteuid() == 0, let made = try? stat(), made.userID.rawValue == 0, made.size == 0,
            let around = try? path.removingLastComponent().stat()
        else { return }
        fchown(rawValue, around.userID.rawValue, around.groupID.rawValue)
    }
}
