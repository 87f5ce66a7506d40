/// Why a sealed value isn't opened.
package enum SealedValueError: Error, Sendable, Equatable {
    /// The text isn't a sealed value of this version.
    case malformed
    /// None of our keys has the key ID that the value names.
    case unknownKey
    /// The value was changed, or was sealed in another context, or with a key that only has the same ID as one of ours.
    case forged
}
