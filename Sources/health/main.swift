import Program
import Reactor
import Web

// It answers anybody and needs no secret. The broker's key, which all programs are started with, doesn't stay in it.
ProcessEnvironment.erase { name in
    ["AWS_", "LATCHKEY_SECRET", "LATCHKEY_GATEWAY_SECRET"].contains { name.hasPrefix($0) }
}

let program = Program("health", "Answers whether this process is alive: GET /health. It touches nothing else.")
let server = program.handlerSettings(ServerSettings.self)
program.serve(server, routes: [HealthRoute.route])
