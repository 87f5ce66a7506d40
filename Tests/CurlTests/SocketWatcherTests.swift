import CCurl
import Glibc
import Reactor
import TestSupport
import Testing

@testable import Curl

@Suite(.timeLimit(.minutes(1)))
struct SocketWatcherTests {
    private struct Call: Equatable {
        let descriptor: CInt
        let bits: CInt
    }

    private final class Calls {
        var all: [Call] = []
    }

    private let loop: EventLoop
    private let watcher: SocketWatcher
    private let calls = Calls()
    private let pair = SocketPair()

    init() throws {
        loop = try EventLoop()
        watcher = SocketWatcher(loop: loop) { [calls] in calls.all.append(Call(descriptor: $0, bits: $1)) }
    }

    private func runOneRound() {
        loop.stop()
        loop.run()
    }

    private func call(_ bits: CInt) -> Call { Call(descriptor: pair.watched, bits: bits) }

    @Test(arguments: [
        (CURL_POLL_IN, CURL_CSELECT_IN), (CURL_POLL_OUT, CURL_CSELECT_OUT),
        (CURL_POLL_INOUT, CURL_CSELECT_IN | CURL_CSELECT_OUT),
    ])
    func `libcurl is told what it wants to be told`(what: CInt, bits: CInt) {
        pair.send()
        watcher.watch(pair.watched, what: what)
        runOneRound()
        #expect(calls.all == [call(bits)])
    }

    @Test func `what libcurl wants may change`() {
        pair.send()
        watcher.watch(pair.watched, what: CURL_POLL_OUT)
        watcher.watch(pair.watched, what: CURL_POLL_IN)
        runOneRound()
        watcher.watch(pair.watched, what: CURL_POLL_INOUT)
        runOneRound()
        #expect(calls.all == [call(CURL_CSELECT_IN), call(CURL_CSELECT_IN | CURL_CSELECT_OUT)])
    }

    @Test(arguments: [CURL_POLL_REMOVE, CURL_POLL_NONE])
    func `libcurl is told nothing of a socket that it no longer watches`(what: CInt) {
        watcher.watch(pair.watched, what: CURL_POLL_IN)
        watcher.watch(pair.watched, what: what)
        pair.send()
        runOneRound()
        #expect(calls.all.isEmpty)
    }

    @Test(arguments: [false, true])
    func `a socket is watched again after libcurl stopped watching it, kept or not`(isKept: Bool) {
        watcher.watch(pair.watched, what: CURL_POLL_IN)
        if isKept { watcher.keep(pair.watched) }
        watcher.watch(pair.watched, what: CURL_POLL_REMOVE)
        runOneRound()
        watcher.watch(pair.watched, what: CURL_POLL_IN)
        pair.send()
        runOneRound()
        #expect(calls.all == [call(CURL_CSELECT_IN)])
    }

    @Test func `a kept socket on which something happens meanwhile is left alone, and watched again later`() {
        watcher.watch(pair.watched, what: CURL_POLL_IN)
        watcher.keep(pair.watched)
        watcher.watch(pair.watched, what: CURL_POLL_REMOVE)
        pair.send()
        runOneRound()
        #expect(calls.all.isEmpty)
        watcher.watch(pair.watched, what: CURL_POLL_IN)
        runOneRound()
        #expect(calls.all == [call(CURL_CSELECT_IN)])
    }

    @Test(arguments: [(CURL_POLL_IN, CURL_CSELECT_IN), (CURL_POLL_OUT, CURL_CSELECT_OUT)])
    func `a connection that broke is told as what libcurl wants, so that it finds the reason`(
        what: CInt, bits: CInt
    ) {
        var ends: [CInt] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        // The reading end reports a hang-up, and the writing end an error.
        let (watched, closed) = what == CURL_POLL_IN ? (ends[0], ends[1]) : (ends[1], ends[0])
        close(closed)
        watcher.watch(watched, what: what)
        runOneRound()
        #expect(calls.all == [Call(descriptor: watched, bits: bits)])
        watcher.close(watched)
    }

    @Test func `a socket for libcurl doesn't wait, and no other program inherits it`() {
        let descriptor = watcher.open(family: AF_INET, type: CInt(SOCK_STREAM.rawValue), protocol: 0)
        #expect(descriptor >= 0)
        #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0)
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        watcher.close(descriptor)
        #expect(fcntl(descriptor, F_GETFD) == -1)
    }

    @Test func `a socket that the system refuses is libcurl's bad socket`() {
        #expect(watcher.open(family: -1, type: CInt(SOCK_STREAM.rawValue), protocol: 0) == CURL_SOCKET_BAD)
    }

    @Test func `a new socket with the number of a closed one is watched for itself`() throws {
        watcher.watch(pair.watched, what: CURL_POLL_IN)
        watcher.keep(pair.watched)
        let number = pair.watched
        watcher.close(number)
        pair.watchedIsClosed()
        let second = SocketPair()
        let isInPlace = second.watched == number || dup2(second.watched, number) == number
        try #require(isInPlace)
        watcher.watch(number, what: CURL_POLL_IN)
        second.send()
        runOneRound()
        #expect(calls.all == [Call(descriptor: number, bits: CURL_CSELECT_IN)])
        if second.watched != number { watcher.close(number) }
    }
}
