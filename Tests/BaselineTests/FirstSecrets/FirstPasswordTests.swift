import Secrets
import Testing

@testable import Baseline

@Suite struct FirstPasswordTests {
    @Test(arguments: [(6, 24), (24, 24), (40, 40), (128, 128), (500, 128)])
    func `a password has each class of characters, and as many as the policy asks for`(minimum: Int, length: Int) {
        for _ in 0..<200 {
            let password = FirstPassword.make(minimumLength: minimum, random: Self.random).reveal()
            #expect(password.count == length)
            #expect(password.contains(where: \.isUppercase) && password.contains(where: \.isLowercase))
            #expect(password.contains(where: \.isNumber) && password.contains { "!@#$%^&*()_+-=[]{}|'".contains($0) })
        }
    }

    @Test func `no two passwords are the same, and every character comes about as often`() {
        let passwords = (0..<2_000).map { _ in FirstPassword.make(minimumLength: 8, random: Self.random).reveal() }
        #expect(Set(passwords).count == passwords.count)
        var counts: [Character: Int] = [:]
        for character in passwords.joined() where character.isLetter { counts[character, default: 0] += 1 }
        #expect(counts.count == 49)
        // About 750 of each; a bias of the draw would show in some by tens of per cent.
        #expect(counts.values.allSatisfy { (500...1_050).contains($0) }, "\(counts)")
    }

    private static func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in .random(in: .min ... .max) } }
}
