// Verifies one token again and again, for scripts/bench. Prints how often in a second.
//
//     verify-tokens ISSUER AUDIENCE KEYS TOKEN TIMES
//
// KEYS is the path of the issuer's key set, in JSON.

import Concurrency
import FoundationEssentials
import Tokens

let arguments = CommandLine.arguments
guard arguments.count == 6, let times = Int(arguments[5]), times > 0 else {
    fatalError("usage: verify-tokens ISSUER AUDIENCE KEYS TOKEN TIMES")
}
let keys = try KeySet(json: [UInt8](Data(contentsOf: URL(filePath: arguments[3]))))
let verifier = TokenVerifier(issuer: arguments[1], audience: arguments[2], keys: keys, timekeeper: .system)
let elapsed = try await ContinuousClock().measure {
    for _ in 0..<times { _ = try await verifier.verify(arguments[4]) }
}
print(Double(times) / (elapsed / .seconds(1)))
