import FastCGI
import Reactor

#if canImport(Glibc)
    internal import Glibc
#endif

var limits = Limits()
limits.readTimeout = .seconds(3)
limits.stopTimeout = .seconds(3)
do {
    var listen: ListenAddress?
    if CommandLine.arguments.count > 1 { listen = try .parse(CommandLine.arguments[1]) }
    let server = Server(listen: listen, limits: limits, handler: EchoHandler())
    exit(try server.run(on: EventLoop()) == .finished ? 0 : 75)
} catch {
    print("fastcgi-echo: \(error)")
    exit(1)
}
