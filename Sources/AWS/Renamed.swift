@available(*, unavailable, renamed: "RateLimiter")
package typealias Pace = RateLimiter

@available(*, unavailable, renamed: "BoundedCache")
package typealias BoundedMemory = BoundedCache
