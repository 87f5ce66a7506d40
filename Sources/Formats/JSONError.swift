/// Why a text isn't JSON that is read here.
package enum JSONError: Error, Sendable, Equatable {
    case malformed(offset: Int)
    case tooDeep
}
