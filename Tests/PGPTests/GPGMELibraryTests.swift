import Testing

@testable import PGP

@Suite struct GPGMELibraryTests {
    @Test func `where there is no libgpgme, that is said`() {
        #expect(GPGMELibrary(named: "libgpgme-of-nobody.so.1") == nil)
        #expect(GPGMELibrary(named: "libc.so.6") == nil)
        #expect("\(PGPError.noLibrary)".contains("apt install"))
    }

    @Test func `an error has words`() throws {
        let library = try #require(GPGMELibrary())
        #expect(library.words(11) == "Bad passphrase")
    }
}
