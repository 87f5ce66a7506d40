import HTTP1

extension ClientSession {
    /// Sends a request to its server.
    ///
    /// - Returns: whether the connection goes on.
    /// - Throws: the answer to a request that wasn't sent; nothing of its body has been read then.
    mutating func forward(_ head: RequestHead) async throws(ProxyAnswer) -> Bool {
        var exchange = try Exchange(head, context: context, client: client, owner: owner)
        do throws(ProxyAnswer) {
            return try await exchange.run(&idleServer)
        } catch {
            guard exchange.upload != nil else { throw error }
            await exchange.refuse(error)
            return false
        }
    }
}
