import Concurrency
import Reactor
import SystemPackage

/// Has one process of the person's at a time do something.
struct ProcessLock {
    /// How often it is looked whether the other process is done.
    private static let interval = Duration.milliseconds(50)
    /// From when on the person is told that there is a wait.
    private static let silence = Duration.seconds(3)
    /// How long is waited. A sign-in in the browser may go on meanwhile.
    private static let patience = Duration.seconds(330)

    let path: FilePath

    /// The lock, once no other process has it.
    ///
    /// - Returns: the lock, and whether it was waited for.
    /// - Throws: ``CommandError`` when its file can't be made, or the other process doesn't end.
    func take(in context: CommandContext) async throws(CommandError) -> (lock: FileLock, waited: Bool) {
        let start = context.timekeeper.instant()
        var isTold = false
        var waited = false
        while true {
            do throws(Errno) {
                if let lock = try FileLock.attempt(path) { return (lock, waited) }
            } catch {
                throw CommandError(.cannotCreate, "\(path) can't be written: \(error)")
            }
            waited = true
            let elapsed = context.timekeeper.instant() - start
            if elapsed > Self.silence, !isTold {
                isTold = true
                context.streams.error("another latchkey is at work on the same; waiting for it")
            }
            guard elapsed < Self.patience else {
                throw CommandError(.tryAgain, "another latchkey is at work on the same, and doesn't end")
            }
            await context.timekeeper.sleep(Self.interval)
        }
    }
}
