/// Why a text is no XML that an AWS answer may be made of.
package enum XMLError: Error, Sendable, Equatable {
    /// Expat's word for it.
    case malformed(String)
    /// A document type, and with it any entity declaration: no AWS answer has one.
    case documentType
    case tooLarge
    case tooDeep
    case tooManyElements
}
