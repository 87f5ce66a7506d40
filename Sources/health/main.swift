import Portal

let program = Program("health", "Answers whether this process is alive: GET /health. It touches nothing else.")
let server = program.settings(ServerSettings.self)
program.serve(server, routes: [Health.route])
