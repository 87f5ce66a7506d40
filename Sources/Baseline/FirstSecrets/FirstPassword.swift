import Secrets

/// Makes passwords that every password policy of IAM's allows, if they are long enough.
enum FirstPassword {
    /// With 62 characters to choose from, these are 143 bits.
    static let usualLength = 24

    // Without what is easily taken for another character, and without what a double click ends at or a shell obeys.
    private static let classes = [
        "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "+=_-%",
    ].map { Array($0.utf8) }

    /// - Parameters:
    ///   - minimumLength: what the account's policy asks for; at most 128.
    ///   - random: random bytes that nobody can foresee.
    /// - Returns: a password with characters of each class that a policy can ask for.
    static func make(minimumLength: Int, random: @escaping (Int) -> [UInt8]) -> Secret {
        let length = min(max(minimumLength, usualLength), 128)
        var draw = Draw(random)
        let all = classes.flatMap { $0 }
        var characters = classes.map { draw.element(of: $0) }
        while characters.count < length { characters.append(draw.element(of: all)) }
        // So that nobody knows where the class of a character is certain (Fisher and Yates).
        for index in stride(from: characters.count - 1, to: 0, by: -1) {
            characters.swapAt(index, draw.number(below: index + 1))
        }
        return Secret(String(decoding: characters, as: UTF8.self))
    }

    /// Numbers of which each is as likely as any other.
    private struct Draw {
        private let random: (Int) -> [UInt8]
        private var bytes: ArraySlice<UInt8> = []

        init(_ random: @escaping (Int) -> [UInt8]) { self.random = random }

        mutating func element(of list: [UInt8]) -> UInt8 { list[number(below: list.count)] }

        /// - Parameter bound: from 1 to 256.
        /// - Returns: a number from 0 up to the bound.
        mutating func number(below bound: Int) -> Int {
            while true {
                if bytes.isEmpty { bytes = random(64)[...] }
                let byte = Int(bytes.removeFirst())
                // What lies beyond the largest multiple would make some numbers likelier.
                if byte < 256 - 256 % bound { return byte % bound }
            }
        }
    }
}
