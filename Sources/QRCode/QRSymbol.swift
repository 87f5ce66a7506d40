import CQREncode

/// A QR code (ISO/IEC 18004): a square of dark and light modules that stands for a text.
package struct QRSymbol: Sendable, Equatable {
    /// The longest text that is taken, in bytes. It fits into any symbol of the level that is used.
    package static let maximumLength = 2_000

    /// How many modules a side has, without the light ones around the symbol.
    package let width: Int
    /// Row by row.
    private let modules: [Bool]

    /// Makes the smallest symbol of a text's UTF-8 that can be read with a seventh of it unreadable, level M
    /// (`QRcode_encodeData`).
    package init(_ text: String) throws(QRCodeError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= Self.maximumLength else { throw .tooLong(bytes.count) }
        guard let code = unsafe QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else { throw .refused }
        defer { unsafe QRcode_free(code) }
        width = Int(unsafe code.pointee.width)
        let data = unsafe UnsafeBufferPointer(start: code.pointee.data, count: width * width)
        modules = unsafe data.map { $0 & 1 == 1 }
    }

    /// Whether the module in a row and a column, from 0, is dark.
    package func isDark(row: Int, column: Int) -> Bool { modules[row * width + column] }
}
