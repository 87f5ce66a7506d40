// Reads a user from each line of standard input, and writes the plan of the user's role as a line of JSON.
import FoundationEssentials

while let line = readLine() {
    let report: PlanReport
    do {
        let plan = try JSONDecoder().decode(AccountUser.self, from: Data(line.utf8)).plan()
        report = PlanReport(plan.role, sessionTags: plan.sessionTags)
    } catch let invalid as InvalidLine {
        fatalError("not a user: \(invalid.text)")
    } catch let malformed as DecodingError {
        fatalError("not a user: \(malformed)")
    } catch {
        report = PlanReport(error: error)
    }
    print(String(decoding: try JSONEncoder().encode(report), as: UTF8.self))
}
