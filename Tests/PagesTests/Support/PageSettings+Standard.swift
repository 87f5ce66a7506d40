import Pages
import Settings

extension PageSettings {
    /// What a program reads where the operator has set nothing.
    static func standard() throws -> PageSettings {
        try Settings.read(PageSettings.self, environment: [:])
    }
}
