import Formats
import Testing

@testable import Applications

@Suite struct RegistrationReaderTests {
    @Test func `a fault names the member by its place`() throws {
        let reader = try RegistrationReader(
            ["a": 5, "b": "x", "c": [1, 2]], at: "tags.[2]", members: ["a", "b", "c"])
        #expect(
            throws: RegistrationFault(member: "tags.[2].a", words: "The member “tags.[2].a” should be true or false.")
        ) {
            try reader.optionalBool("a")
        }
        #expect(
            throws: RegistrationFault(
                member: "tags.[2].d", words: "The member “tags.[2].d” is missing: it should be so.")
        ) {
            try reader.text("d", "so") { $0 }
        }
        #expect {
            try reader.optionalInteger("a", 6...9)
        } throws: {
            ($0 as? RegistrationFault)?.words == "The member “tags.[2].a” should be a number from 6 to 9."
        }
        #expect {
            try reader.optionalList("c", 3...4)
        } throws: {
            ($0 as? RegistrationFault)?.words == "The member “tags.[2].c” should be a list of 3 to 4."
        }
    }

    @Test func `members are read by their kinds`() throws {
        let reader = try RegistrationReader(
            ["a": 5, "b": "x", "c": [1], "d": true, "e": .null], at: "", members: ["a", "b", "c", "d", "e"])
        #expect(try reader.optionalInteger("a", 1...9) == 5 && reader.text("b", "so") { $0 } == "x")
        #expect(try reader.optionalList("c", 1...2) == [1] && reader.optionalBool("d") == true)
        #expect(try reader.optionalBool("e") == nil && reader.present("f") == nil)
    }
}
