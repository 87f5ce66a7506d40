import AWS
import ArgumentParser
import CLazyCurl
import Curl
import Formats
import FoundationEssentials
import Glibc
import Program
import Reactor

let command: any Command
let cache = CredentialsCache(environment: ProcessEnvironment.variables)
switch Invocation(
    Array(CommandLine.arguments.dropFirst()),
    cached: { cache?.fresh($0, at: Date()) { FileVersion(path: $0) }?.credentials.document.text })
{
case .perform(let found): command = found
case .show(let text):
    do throws(CommandError) {
        try Streams.standard.output(text + "\n")
    } catch {
        Streams.standard.error(error.description)
        exit(error.status.rawValue)
    }
    // Nothing else has been done yet: what libraries would tidy up at an exit is still as it was when they were loaded.
    _exit(Latchkey.Status.success.rawValue)
case .refuse(let line):
    Streams.standard.error(line)
    exit(Latchkey.Status.usage.rawValue)
}

if !ProcessFolder.isThere {
    Streams.standard.error("/proc isn't there, without which the tool can't run: mount it")
    exit(Latchkey.Status.configuration.rawValue)
}
let program = Program("latchkey", Latchkey.configuration.abstract, runsOthers: true)
let thread = program.configured { try LoopThread() }
let context = CommandContext(
    environment: ProcessEnvironment.variables,
    stopped: { await StopSignals.first(of: [SIGINT, SIGTERM], on: thread.loop) },
    transport: { (network) throws(CommandError) in
        var configuration = CurlTransport.Configuration(
            proxy: network.proxy, caFile: network.caFile, userAgent: Program.userAgent)
        configuration.proxyExceptions += network.proxyExceptions
        do throws(CurlError) {
            return try CurlTransport(configuration, on: thread.loop)
        } catch .configuration(let reason) {
            throw CommandError(.configuration, reason)
        } catch {
            throw CommandError(.unavailable, "the network can't be used: \(error)")
        }
    })
exit(await command.status(in: context).rawValue)
