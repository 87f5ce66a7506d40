import AWS

extension Signer {
    /// The fields to add to a request.
    func fields(signing request: SigningRequest) -> [SigningRequest.Pair] {
        var added: [SigningRequest.Pair] = []
        sign(request) { name, value in
            added.append(.init(name, String(decoding: value.indices.map { value[$0] }, as: UTF8.self)))
        }
        return added
    }
}
