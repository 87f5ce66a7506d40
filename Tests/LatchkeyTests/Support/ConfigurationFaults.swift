import Testing

@testable import latchkey

/// What is wrong with a file of the person's configuration.
enum ConfigurationFaults {
    static let path = "/h/.config/latchkey/config.yaml"

    /// The error of a file with this text; nil if there is none.
    static func error(of text: String) -> String? {
        do throws(CommandError) {
            _ = try ToolConfiguration.load(in: ToolBench(files: [path: text]).context)
            return nil
        } catch {
            #expect(error.status == .configuration)
            return error.description
        }
    }
}
