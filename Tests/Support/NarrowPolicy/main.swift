// Reads two policy documents from each line of standard input, and writes the narrow form between them as a line of JSON.
import Baseline
import Formats
import IAMPolicy

while let line = readLine() {
    let json = try JSONReader.read(Array(line.utf8))
    guard case .integer(let limit) = json["limit"] else { fatalError("a line says no limit") }
    let (former, coming) = (json["former"]?.string, json["coming"]?.string)
    let form = PolicyNarrowing(
        from: FormerPolicy(former), to: coming.flatMap(PolicyMeaning.init(parsing:)), limit: limit
    ).form
    let document: String? =
        switch form {
        case .former: former
        case .coming: coming
        case .between(let document): document.minified
        case .nothing: nil
        }
    let word =
        switch form {
        case .former: "former"
        case .coming: "coming"
        case .between: "between"
        case .nothing: "nothing"
        }
    print(JSONValue(present: ["form": .string(word), "document": document.map(JSONValue.string)]).text)
}
