import QRCode
import Subprocess
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct QRSymbolTests {
    private static let uri =
        "otpauth://totp/Amazon%20Web%20Services:ann%40123456789012?secret=JBSWY3DPEHPK3PXP&issuer=Amazon"

    @Test(arguments: [
        "A", "0123456789", uri, "é ü 漢字 🔑", "line\nline", String(repeating: "xY1-", count: 500),
    ])
    func `another program reads back what a symbol stands for`(text: String) async throws {
        let symbol = try QRSymbol(text)
        let folder = try TemporaryFolder()
        let path = try folder.write(bitmap(of: symbol), to: "symbol.pbm")
        let read = try await Subprocess.run(
            .name("zbarimg"), arguments: ["--quiet", "--raw", "-Sbinary", path], output: .string(limit: 10_000),
            error: .discarded)
        #expect(read.standardOutput == text)
    }

    /// The symbol as a portable bitmap, with its light frame and 4 dots for each module.
    private func bitmap(of symbol: QRSymbol) -> String {
        let side = symbol.width + 8
        let rows = (0..<side).flatMap { row in
            let line = (0..<side).map { column in
                let isInside = (4..<(side - 4)).contains(row) && (4..<(side - 4)).contains(column)
                return String(
                    repeating: isInside && symbol.isDark(row: row - 4, column: column - 4) ? "1" : "0", count: 4)
            }.joined()
            return Array(repeating: line, count: 4)
        }
        return "P1\n\(side * 4) \(side * 4)\n\(rows.joined(separator: "\n"))\n"
    }

    @Test func `the drawing has each dark module once, and a light frame`() throws {
        let symbol = try QRSymbol(Self.uri)
        let svg = symbol.svg(label: "QR code")
        var drawn: Set<[Int]> = []
        for run in svg.matches(of: /M(\d+) (\d+)h(\d+)v1H(\d+)z/) {
            let (x, y, length) = (try #require(Int(run.1)), try #require(Int(run.2)), try #require(Int(run.3)))
            #expect(run.1 == run.4)
            for offset in 0..<length { #expect(drawn.insert([y - 4, x + offset - 4]).inserted) }
        }
        let all = 0..<symbol.width
        let dark = all.flatMap { row in all.filter { symbol.isDark(row: row, column: $0) }.map { [row, $0] } }
        #expect(drawn == Set(dark) && !drawn.isEmpty)
        #expect(svg.contains(#"viewBox="0 0 \#(symbol.width + 8) \#(symbol.width + 8)""#))
        #expect(!svg.contains("JBSWY3DPEHPK3PXP") && !svg.contains("style"))
    }

    @Test func `a text that is empty or too long has no symbol`() {
        #expect(throws: QRCodeError.empty) { try QRSymbol("") }
        #expect(throws: QRCodeError.tooLong(2_001)) { try QRSymbol(String(repeating: "x", count: 2_001)) }
    }
}
