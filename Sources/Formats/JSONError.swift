/// Why a text can't be read as JSON.
package enum JSONError: Error, Sendable, Equatable {
    case malformed(offset: Int)
    case tooDeep
}
