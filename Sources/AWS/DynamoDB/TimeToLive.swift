/// Which attribute says when an item expires.
package struct TimeToLive: Sendable, Hashable {
    /// Nil if nothing expires.
    package var attributeName: String?
    /// Whether it is being switched on or off. Until that is over, it can't be changed again.
    package var isChanging: Bool

    package init(attributeName: String?, isChanging: Bool = false) {
        self.attributeName = attributeName
        self.isChanging = isChanging
    }
}
