import ArgumentParser
import Formats

/// How long a session lasts, written as `1h`, `90m`, `1h30m` or `900s`; a number alone is seconds.
struct SessionDuration: ExpressibleByArgument, Equatable {
    let seconds: Int

    init?(argument: String) {
        var total = 0
        var digits = ""
        // Each unit once, from the largest to the smallest.
        var units: [(letter: UInt8, seconds: Int)] = [
            (UInt8(ascii: "h"), 3_600), (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
        ]
        for byte in argument.utf8 {
            if byte.isASCIIDigit, digits.utf8.count < 6 {
                digits.append(Character(Unicode.Scalar(byte)))
                continue
            }
            guard let number = Int(digits), let index = units.firstIndex(where: { $0.letter == byte }) else {
                return nil
            }
            total += number * units[index].seconds
            units.removeFirst(index + 1)
            digits = ""
        }
        if let number = Int(digits) {
            guard units.count == 3 else { return nil }
            total = number
        }
        guard total > 0 else { return nil }
        seconds = total
    }
}
