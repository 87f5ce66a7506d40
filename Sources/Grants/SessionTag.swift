package import AWS

/// One tag of a session, and what may become of it.
package struct SessionTag: Sendable, Hashable {
    package var tag: Tag
    package var reach: TagMapping.Reach
    package var need: TagMapping.Need

    package init(_ tag: Tag, reach: TagMapping.Reach = .session, need: TagMapping.Need = .required) {
        self.tag = tag
        self.reach = reach
        self.need = need
    }
}
