import Program
import Web

let program = Program("health", "Answers whether this process is alive: GET /health. It touches nothing else.")
let server = program.handlerSettings(ServerSettings.self)
program.serve(server, routes: [HealthRoute.route])
