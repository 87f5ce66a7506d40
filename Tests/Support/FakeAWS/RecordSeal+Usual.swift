import AWS
import RoleRecords
import Secrets

extension RecordSeal {
    /// The seal of all tests.
    static let usual = RecordSeal(secret: Secret("0123456789abcdef0123456789abcdef"))

    /// The item as Latchkey would have written it: with the codes for all that it says.
    func sealing(_ item: Item) -> Item {
        var sealed = item
        for part in Part.allCases { sealed[part.attribute] = code(for: part, of: item) }
        return sealed
    }
}
