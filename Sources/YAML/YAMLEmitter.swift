import CYAML

/// libyaml's emitter, which owns what it has written.
@safe final class YAMLEmitter {
    enum Style {
        case plain
        case quoted
        /// Each line as it is.
        case literal
    }

    /// What libyaml writes goes here.
    private final class Output {
        var bytes: [UInt8] = []
    }

    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output = Output()

    /// Nil when there is no memory (`yaml_emitter_initialize`).
    init?() {
        unsafe emitter = .allocate(capacity: 1)
        guard unsafe yaml_emitter_initialize(emitter) == 1 else {
            unsafe emitter.deallocate()
            return nil
        }
        unsafe yaml_emitter_set_unicode(emitter, 1)
        unsafe yaml_emitter_set_encoding(emitter, YAML_UTF8_ENCODING)
        unsafe yaml_emitter_set_indent(emitter, 2)
        // No text is folded.
        unsafe yaml_emitter_set_width(emitter, -1)
        unsafe yaml_emitter_set_output(
            emitter,
            { data, bytes, count in
                guard let data = unsafe data, let bytes = unsafe bytes else { return 0 }
                let output = unsafe Unmanaged<Output>.fromOpaque(data).takeUnretainedValue()
                unsafe output.bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
                return 1
            }, Unmanaged.passUnretained(output).toOpaque())
    }

    deinit {
        unsafe yaml_emitter_delete(emitter)
        unsafe emitter.deallocate()
    }

    func begin() throws(YAMLError) {
        try unsafe emit { event in unsafe yaml_stream_start_event_initialize(event, YAML_UTF8_ENCODING) }
        try unsafe emit { event in unsafe yaml_document_start_event_initialize(event, nil, nil, nil, 1) }
    }

    /// What was written.
    func end() throws(YAMLError) -> [UInt8] {
        try unsafe emit { event in unsafe yaml_document_end_event_initialize(event, 1) }
        try unsafe emit { event in unsafe yaml_stream_end_event_initialize(event) }
        return output.bytes
    }

    func beginList(isShort: Bool) throws(YAMLError) {
        let style = isShort ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE
        try unsafe emit { event in unsafe yaml_sequence_start_event_initialize(event, nil, nil, 1, style) }
    }

    func endList() throws(YAMLError) {
        try unsafe emit { event in unsafe yaml_sequence_end_event_initialize(event) }
    }

    func beginMap(isEmpty: Bool) throws(YAMLError) {
        let style = isEmpty ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE
        try unsafe emit { event in unsafe yaml_mapping_start_event_initialize(event, nil, nil, 1, style) }
    }

    func endMap() throws(YAMLError) {
        try unsafe emit { event in unsafe yaml_mapping_end_event_initialize(event) }
    }

    func text(_ text: String, _ style: Style) throws(YAMLError) {
        let style =
            switch style {
            case .plain: YAML_PLAIN_SCALAR_STYLE
            case .quoted: YAML_DOUBLE_QUOTED_SCALAR_STYLE
            case .literal: YAML_LITERAL_SCALAR_STYLE
            }
        let bytes = Array(text.utf8)
        try unsafe emit { event in
            unsafe bytes.withUnsafeBufferPointer { buffer in
                // Nothing is read behind the bytes: their number is given.
                let start = unsafe UnsafeMutablePointer(mutating: buffer.baseAddress)
                return unsafe yaml_scalar_event_initialize(event, nil, nil, start, Int32(buffer.count), 1, 1, style)
            }
        }
    }

    /// Emits the event that `make` has initialised (`yaml_emitter_emit`, which also deletes it).
    private func emit(_ make: (UnsafeMutablePointer<yaml_event_t>) -> Int32) throws(YAMLError) {
        var event = unsafe yaml_event_t()
        guard unsafe make(&event) == 1 else {
            throw YAMLError(line: 1, reason: "libyaml has no memory, or takes no such text")
        }
        guard unsafe yaml_emitter_emit(emitter, &event) == 1 else {
            let words = unsafe emitter.pointee.problem.map { unsafe String(cString: $0) } ?? "it can't be written"
            throw YAMLError(line: 1, reason: words)
        }
    }
}
