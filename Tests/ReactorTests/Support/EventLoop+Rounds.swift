import Reactor

extension EventLoop {
    /// Runs one round on the calling thread without waiting for anything.
    func runOneRound() {
        stop()
        run()
    }
}
