// Reads the file of an account that is named, and writes what follows from it as JSON: the policies of groups, the rights and
// the trust of roles, and who is in which group.
import AWS
import Baseline
import Formats
import FoundationEssentials

let path = CommandLine.arguments[1]
let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
guard let id = AccountID("123456789012") else { fatalError() }
let account = AWSAccount(id: id, partition: .aws)
let bytes = Array(try Data(contentsOf: URL(filePath: path)))
let (file, warnings) = try AccountFileReader.read(bytes, for: account) { (name) throws(FileUnreadable) in
    guard let data = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")) else {
        throw FileUnreadable("isn't there")
    }
    return Array(data)
}

/// Documents of the file's own policies, and the names of others'.
func rights(_ references: [PolicyReference], _ inline: [PolicyName: WrittenPolicy]) -> JSONValue {
    var documents = inline.values.map { JSONValue.string($0.text) }
    var others: [JSONValue] = []
    for reference in references {
        if case .own(let name) = reference, let policy = file.policies.first(where: { $0.name == name }) {
            documents.append(.string(policy.document.text))
        } else {
            others.append(.string(file.arn(of: reference)?.rawValue ?? ""))
        }
    }
    return ["documents": .array(documents), "others": .array(others)]
}

let groups = try file.groups.map { group in
    JSONValue.Member(
        group.name.rawValue, rights(group.managedPolicies, try file.inlinePolicies(of: group)))
}
let roles = try file.roles.map { role in
    JSONValue.Member(
        role.name.rawValue,
        [
            "arn": .string(file.arn(of: role)?.rawValue ?? ""), "trust": .string(try file.trustPolicy(of: role).text),
            "rights": rights(role.managedPolicies, role.inlinePolicies),
        ])
}
let people = file.people.map { person in
    JSONValue.Member(
        person.name.rawValue,
        [
            "path": .string(person.path.rawValue), "groups": .array(person.groups.map { .string($0.rawValue) }),
            "tags": .object(person.tags.map { .init($0.key, .string($0.value)) }),
        ])
}
let report: JSONValue = [
    "groups": .object(groups), "roles": .object(roles), "people": .object(people),
    "warnings": .array(warnings.map { .string($0.description) }),
]
print(report.text)
