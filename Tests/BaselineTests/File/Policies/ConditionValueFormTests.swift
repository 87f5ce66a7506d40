import Testing

@testable import Baseline

@Suite struct ConditionValueFormTests {
    @Test(arguments: [
        ("StringEquals", ConditionValueForm.text), ("stringequals", .text), ("ForAllValues:StringLike", .text),
        ("ForAnyValue:ArnLikeIfExists", .arn), ("BinaryEquals", .binary), ("Bool", .truth), ("BoolIfExists", .truth),
        ("Null", .truth),
        ("NumericLessThanEquals", .number), ("DateGreaterThanIfExists", .date), ("NotIpAddress", .address),
    ])
    func `an operator compares with values of one form`(_ name: String, _ form: ConditionValueForm) {
        #expect(ConditionValueForm(operator: name) == form)
    }

    @Test(arguments: ["", "Equals", "NullIfExists", "ForSomeValues:StringLike", "StringEqualsIfExist", "IfExists"])
    func `what is no operator is refused`(_ name: String) {
        #expect(ConditionValueForm(operator: name) == nil)
    }

    @Test func `a value has to be of its form`() {
        #expect(ConditionValueForm.truth.takes("True") && !ConditionValueForm.truth.takes("1"))
        #expect(ConditionValueForm.number.takes("-1.5") && !ConditionValueForm.number.takes("x"))
        #expect(ConditionValueForm.date.takes("1700000000") && ConditionValueForm.date.takes("2026-01-31"))
        #expect(ConditionValueForm.arn.takes("arn:aws:iam::*:role/x") && !ConditionValueForm.arn.takes("role/x"))
        #expect(ConditionValueForm.binary.takes("QmluYXJ5") && !ConditionValueForm.binary.takes("Qm"))
        #expect(ConditionValueForm.address.takes("10.0.0.0/8") && !ConditionValueForm.address.takes("10.0.0.0/8/8"))
    }
}
