import Testing

@testable import AWS

struct ExpressionTests {
    @Test func `an update sets each attribute by a placeholder of its name`() {
        let update = Expression.setting(["version": .s("b"), "id_2": .n(7)])
        #expect(update.text == "SET #id_2 = :id_2, #version = :version")
        #expect(update.names == ["#id_2": "id_2", "#version": "version"])
        #expect(update.values == [":id_2": .n(7), ":version": .s("b")])
    }

    @Test func `a write of an item holds for nobody's and for its own version`() {
        #expect(
            Expression.versionIsStill(nil)
                == Expression("(attribute_not_exists(#version) OR #version = :version)"))
        #expect(
            Expression.versionIsStill(.s("a"))
                == Expression("(#version = :former OR #version = :version)", values: [":former": .s("a")]))
    }
}
