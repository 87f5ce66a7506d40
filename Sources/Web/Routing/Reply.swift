package import Formats
package import HTTPTypes

/// What a route answers, before it becomes a response.
package struct Reply: Sendable {
    /// The content.
    package enum Content: Sendable {
        case none
        case bytes([UInt8], MediaType)
        case document(any Document)
    }

    /// How long caches may keep the answer. An answer that depends on the caller is never kept.
    package enum Caching: String, Sendable {
        /// Not at all.
        case never = "no-store"
        /// Not at all, with the directives that himeko's API sent.
        case neverAtAll = "private, no-cache, no-store, max-age=0"
        /// For ever: its name changes with its content.
        case forEver = "public, max-age=31536000, immutable"
        /// For a minute.
        case briefly = "public, max-age=60"
    }

    package var status: HTTPResponse.Status
    package var fields: HTTPFields
    package var content: Content
    package var caching: Caching

    package init(
        status: HTTPResponse.Status = .ok, fields: HTTPFields = [:], content: Content = .none, caching: Caching = .never
    ) {
        self.status = status
        self.fields = fields
        self.content = content
        self.caching = caching
    }

    /// A JSON document.
    package static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, type: MediaType = .json, caching: Caching = .never
    ) -> Reply {
        Reply(status: status, content: .bytes(value.bytes + [0x0a], type), caching: caching)
    }

    /// Sends a browser on, after a form, with GET (303), to a path of ours or a checked URL.
    package static func seeOther(_ location: String) -> Reply {
        Reply(status: .seeOther, fields: [.location: location])
    }

    /// Sends a client to the right spelling of an address, for good (308).
    static func permanentRedirect(_ location: String) -> Reply {
        Reply(status: .permanentRedirect, fields: [.location: location])
    }

    /// Sends a client to where the resource is for now (302), as himeko's console login did.
    package static func found(_ location: String) -> Reply {
        Reply(status: .found, fields: [.location: location])
    }

    /// An empty answer to a change that was made (204).
    package static let noContent = Reply(status: .noContent)
}
