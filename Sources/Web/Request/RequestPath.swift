import Formats
import Problems

/// The path of a request: decoded once, and refused where two programs could read it differently.
enum RequestPath {
    /// The segments of a path as the client wrote it, percent-encoded and without the query; `/` has none.
    static func segments(_ encoded: ArraySlice<UInt8>) throws(Problem) -> [String] {
        guard encoded.first == 0x2f, encoded.count <= 2048 else { throw Self.problem }
        if encoded.count == 1 { return [] }
        var segments: [String] = []
        for part in encoded.dropFirst().split(separator: 0x2f, omittingEmptySubsequences: false) {
            // An escaped slash, a control character or a dot segment means one thing to the web server, which chose
            // the authentication by it, and another to us.
            guard let segment = PercentEncoding.decode(part, plus: .itself), segment != ".", segment != "..",
                !segment.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 == 0x2f || $0 == 0x5c })
            else { throw Self.problem }
            segments.append(segment)
        }
        return segments
    }

    private static var problem: Problem {
        .malformed("path", "The path has a malformed escape, a dot segment or a character that isn't taken.")
    }
}
