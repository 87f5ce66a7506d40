internal import FastCGI

#if canImport(Glibc)
    internal import Glibc
#endif

var limits = Limits()
limits.readTimeout = .seconds(3)
do throws(FastCGIError) {
    var listen: ListenAddress?
    if CommandLine.arguments.count > 1 { listen = try .parse(CommandLine.arguments[1]) }
    try await Server(listen: listen, limits: limits, handler: EchoHandler()).run()
} catch {
    print("fastcgi-echo: \(error)")
    exit(1)
}
