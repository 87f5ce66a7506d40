import Problems
import Web

/// That a form was sent by a page of this server, where a browser says where it came from. A form without a token can be
/// made by everybody; it is enough where nothing but the origin counts.
enum SameOrigin {
    static func check(_ context: RequestContext) throws(Problem) {
        switch ForgeryCheck.objection(to: context.head, hasBody: context.hasBody, token: { .good }) {
        case nil: break
        case .expired: throw .pageExpired
        case .foreign(let reason): throw .forged(reason)
        }
    }
}
