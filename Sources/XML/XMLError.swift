/// Why a text isn't XML that an AWS answer may consist of.
package enum XMLError: Error, Sendable, Equatable {
    /// The text isn't well-formed XML, or not UTF-8; the offset is in bytes.
    case malformed(offset: Int)
    /// A document type, and with it any entity declaration: no AWS answer has one.
    case documentType
    case tooLarge
    case tooDeep
    case tooManyElements
}
