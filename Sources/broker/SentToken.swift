import FastCGI
import Formats
import Problems
import Secrets
import Web

/// The user's token in a request: in the body as `{"token": "…"}`, or in the field `Authorization` as `Bearer …`.
///
/// An application that has proved its IAM identity may have done so in that very field, so there only the body counts.
enum SentToken {
    private static let scheme = "bearer "

    /// - Throws: 400 if there is none, or more than one.
    static func token(in context: RequestContext, from caller: ApplicationCaller) throws(Problem) -> Secret {
        let inBody = try context.hasBody ? context.json().optionalString("token") : nil
        let inField = try caller.isProved ? nil : bearer(in: context.request)
        switch (inBody, inField) {
        case (let token?, nil), (nil, let token?):
            guard !token.isEmpty else { throw .noToken }
            return Secret(token)
        case (nil, nil): throw .noToken
        case (_?, _?):
            throw .malformed(
                "token", "The user's token is in the body and in the field Authorization. Send it in one of them.")
        }
    }

    private static func bearer(in request: Request) throws(Problem) -> String? {
        let fields = request.values(of: "HTTP_AUTHORIZATION").filter { !$0.isEmpty }
        guard fields.count <= 1 else { throw .malformed("Authorization", "The field Authorization is there twice.") }
        guard let field = fields.first,
            field.utf8.prefix(scheme.utf8.count).map(\.asciiLowercased) == Array(scheme.utf8)
        else { return nil }
        return String(decoding: field.utf8.dropFirst(scheme.utf8.count).drop { $0 == 0x20 }, as: UTF8.self)
    }
}

extension Problem {
    fileprivate static var noToken: Problem {
        .malformed("token", "The user's token is missing: send it in the body as the member “token”.")
    }
}
