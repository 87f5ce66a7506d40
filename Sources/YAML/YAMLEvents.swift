import CYAML

/// What libyaml finds in a text, one event after the other. It owns the parser and a copy of the text.
@safe final class YAMLEvents {
    enum Kind: Equatable {
        case streamStart, streamEnd, documentStart, documentEnd, listStart, listEnd, mapStart, mapEnd, alias
        case text(String)
    }

    struct Event {
        var kind: Kind
        /// From 1.
        var line: Int
        /// Whether it has an anchor or a tag.
        var isDecorated = false
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    /// Nil when there is no memory (`yaml_parser_initialize`).
    init?(_ bytes: [UInt8]) {
        unsafe text = .allocate(capacity: bytes.count)
        _ = unsafe text.initialize(from: bytes)
        unsafe parser = .allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(parser) == 1 else {
            unsafe text.deallocate()
            unsafe parser.deallocate()
            return nil
        }
        // Given, so that the text can't choose another one by its first bytes.
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe text.deallocate()
    }

    /// The next event (`yaml_parser_parse`).
    func next() throws(YAMLError) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw error }
        defer { unsafe yaml_event_delete(&event) }
        var found = Event(kind: .streamEnd, line: unsafe Int(event.start_mark.line) + 1)
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT: found.kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: found.kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: found.kind = .documentEnd
        case YAML_ALIAS_EVENT: found.kind = .alias
        case YAML_SEQUENCE_START_EVENT:
            found.kind = .listStart
            found.isDecorated = unsafe event.data.sequence_start.anchor != nil || event.data.sequence_start.tag != nil
        case YAML_SEQUENCE_END_EVENT: found.kind = .listEnd
        case YAML_MAPPING_START_EVENT:
            found.kind = .mapStart
            found.isDecorated = unsafe event.data.mapping_start.anchor != nil || event.data.mapping_start.tag != nil
        case YAML_MAPPING_END_EVENT: found.kind = .mapEnd
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            found.kind = .text(unsafe String(decoding: bytes, as: UTF8.self))
            found.isDecorated = unsafe scalar.anchor != nil || scalar.tag != nil
        default: break
        }
        return found
    }

    /// What libyaml says of the text, with the line. Where it can't read a character, it counts bytes and no lines.
    private var error: YAMLError {
        let words = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "it isn't YAML"
        guard unsafe parser.pointee.error == YAML_READER_ERROR else {
            return YAMLError(line: unsafe Int(parser.pointee.problem_mark.line) + 1, reason: words)
        }
        let before = unsafe text.prefix(parser.pointee.problem_offset)
        return YAMLError(line: unsafe before.count { $0 == UInt8(ascii: "\n") } + 1, reason: words)
    }
}
