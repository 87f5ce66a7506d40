package import HTTP1
import NIOCore
package import NIOPosix

/// A server on loopback that does with each connection what a closure says.
package struct StandInServer {
    package let port: Int
    private let channel: any Channel

    package init(_ group: MultiThreadedEventLoopGroup, _ serve: @escaping @Sendable (Connection) async -> Void)
        async throws
    {
        channel = try await ServerBootstrap(group: group)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    _ = try Connection(channel) { connection in
                        Task {
                            await serve(connection)
                            connection.close()
                        }
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    package func stop() async { try? await channel.close() }
}
