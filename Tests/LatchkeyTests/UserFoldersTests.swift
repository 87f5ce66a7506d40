import Testing

@testable import latchkey

struct UserFoldersTests {
    @Test(
        arguments: [
            (
                ["XDG_CACHE_HOME": "/c", "XDG_CONFIG_HOME": "/s", "XDG_RUNTIME_DIR": "/r", "HOME": "/h"], "/c", "/s",
                "/r"
            ),
            (["HOME": "/h"], "/h/.cache", "/h/.config", nil),
            (
                ["XDG_CACHE_HOME": "c", "XDG_CONFIG_HOME": "", "XDG_RUNTIME_DIR": "r", "HOME": "/h"], "/h/.cache",
                "/h/.config", nil
            ),
            (["HOME": "h"], nil, nil, nil), ([:], nil, nil, nil),
        ] as [([String: String], String?, String?, String?)])
    func `folders are those of the XDG specification`(
        environment: [String: String], caches: String?, settings: String?, runtime: String?
    ) {
        let folders = UserFolders(environment: environment)
        #expect(folders.caches == caches.map { "\($0)/latchkey" })
        #expect(folders.settings == settings.map { "\($0)/latchkey" })
        #expect(folders.runtime == runtime.map { "\($0)/latchkey" })
    }
}
