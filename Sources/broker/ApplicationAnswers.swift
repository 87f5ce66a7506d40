import Applications
import Formats
import FoundationEssentials
import Grants
import HTTPTypes
import Web

/// What the routes answer about applications.
enum ApplicationAnswers {
    /// One application, with the version of its registration as entity tag.
    static func reply(_ record: ApplicationRecord, status: HTTPResponse.Status = .ok) -> Reply {
        var reply = Reply.json(json(record), status: status)
        reply.fields[.eTag] = record.version.entityTag
        return reply
    }

    /// A page of the list for operators.
    static func reply(_ page: ApplicationPage) -> Reply {
        .json(
            JSONValue(present: [
                "applications": .array(
                    page.records.map { record in
                        [
                            "name": .string(record.identity.description),
                            "role_arn": .string(record.registration.role.description),
                            "issuer": .string(record.registration.issuer), "changed_at": date(record.changedAt),
                        ]
                    }),
                "unreadable": page.unreadable.isEmpty ? nil : .array(page.unreadable.map(JSONValue.string)),
                "next": page.next.map(JSONValue.string),
            ]))
    }

    /// What this process has given since it was started.
    static func reply(_ figures: Grants.Figures) -> Reply {
        .json([
            "memory": .integer(figures.kept), "shared": .integer(figures.shared), "sts": .integer(figures.opened),
            "failed": .integer(figures.failed), "shortened": .integer(figures.shortened),
        ])
    }

    private static func json(_ record: ApplicationRecord) -> JSONValue {
        JSONValue(present: [
            "name": .string(record.identity.description), "external_id": .string(record.externalID),
            "unique_id": record.uniqueID.map(JSONValue.string), "registered_at": date(record.registeredAt),
            "changed_at": date(record.changedAt), "registration": record.registration.json,
        ])
    }

    private static func date(_ date: Date) -> JSONValue { .string(Timestamp.format(date)) }
}
