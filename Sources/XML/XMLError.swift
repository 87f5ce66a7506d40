/// Why a text isn't XML that an AWS answer may consist of.
package enum XMLError: Error, Sendable, Equatable {
    /// Expat's own description of the error.
    case malformed(String)
    /// A document type, and with it any entity declaration: no AWS answer has one.
    case documentType
    case tooLarge
    case tooDeep
    case tooManyElements
}
