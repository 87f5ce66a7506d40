/// Why a text has no QR code.
package enum QRCodeError: Error, Equatable {
    case empty
    /// It has so many bytes.
    case tooLong(Int)
    /// The library refused it, or has no memory left.
    case refused
}
