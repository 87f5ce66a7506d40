import Foundation
import Testing

/// How many bytes of this process's memory are in RAM (`/proc/self/statm`).
func residentBytes() throws -> Int {
    let contents = try #require(FileManager.default.contents(atPath: "/proc/self/statm"))
    let fields = String(decoding: contents, as: UTF8.self).split(separator: " ")
    try #require(fields.count > 1)
    return try #require(Int(fields[1])) * Int(getpagesize())
}
