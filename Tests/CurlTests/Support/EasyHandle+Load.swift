import Testing

@testable import Curl

extension EasyHandle {
    /// Makes the handle ready to carry a transfer to where its request goes.
    func load(_ transfer: Transfer, milliseconds: Int, connectMilliseconds: Int? = nil) throws {
        load(
            transfer, to: try #require(URLCache().handle(for: transfer.target)), milliseconds: milliseconds,
            connectMilliseconds: connectMilliseconds ?? milliseconds)
    }
}
