import Problems
import Web

/// That a form was sent by a page of this server, where a browser says where it came from. A form without a token can be
/// made by everybody; it is enough where nothing but the origin counts.
enum SameOrigin {
    static func check(_ context: RequestContext) throws(Problem) {
        let head = context.head
        let objection =
            context.hasBody || head.contentType != nil
            ? ForgeryCheck.objection(to: head, hasBody: context.hasBody, token: { .good })
            : ForgeryCheck.objectionToOrigin(head)
        if let objection { throw objection.problem }
    }
}
