/// Reads one list of `NamedIDList` in a single pass. It recurses, at most `NamedIDList.maxDepth` deep.
struct ListParser {
  /// What a value is, as far as an element needs to know.
  enum Value {
    /// Its content is in `text`.
    case string
    /// nil: it does not fit 64 bits.
    case integer(Int64?)
    case other
  }

  let bytes: UnsafeRawBufferPointer
  var at = 0
  var depth = 0
  /// The content of the last string.
  var text = StringContent()

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Hands each object's id and name on, the name as content of this text.
  mutating func parseList(_ element: (Int64, StringContent) -> Void) throws(ListFault) {
    skipSpace()
    guard at < bytes.count else { return }
    guard peek() == UInt8(ascii: "[") else { throw unexpected("the '[' of a list") }
    try open()
    while !take("]") {
      let (id, name) = try parseElement()
      element(id, name)
      try endItem(before: "]")
    }
    skipSpace()
    guard at == bytes.count else { throw unexpected("nothing after the list") }
  }

  /// An object with `id` and `name`. Of a key that stands twice the last one counts.
  private mutating func parseElement() throws(ListFault) -> (id: Int64, name: StringContent) {
    let start = at
    guard peek() == UInt8(ascii: "{") else { throw noElement() }
    try open()
    var id: Result<Int64, ListFault> = .failure(fault("the object has no 'id'", at: start))
    var name: Result<StringContent, ListFault> = .failure(fault("the object has no 'name'", at: start))
    while !take("}") {
      try parseKey()
      let isID = text.equals("id", in: bytes)
      let isName = text.equals("name", in: bytes)
      let valueStart = at
      let value = try parseValue()
      if isID { id = checkedID(value, at: valueStart) }
      if isName { name = checkedName(value, at: valueStart) }
      try endItem(before: "}")
    }
    depth -= 1
    return (try id.get(), try name.get())
  }

  /// What stands where an element should. Lists in lists are looked into, so that `[[[[…` is called too deep.
  private mutating func noElement() -> ListFault {
    let fault = unexpected("an object with 'id' and 'name'")
    guard peek() == UInt8(ascii: "[") || peek() == UInt8(ascii: "(") else { return fault }
    do throws(ListFault) {
      _ = try parseValue()
    } catch {
      if error.kind == .tooDeep { return error }
    }
    return fault
  }

  private func checkedID(_ value: Value, at offset: Int) -> Result<Int64, ListFault> {
    switch value {
    case .integer(let id?) where id > 0: .success(id)
    case .integer(.some): .failure(fault("the 'id' is not positive", at: offset))
    case .integer(nil): .failure(fault("the 'id' does not fit 64 bits", at: offset))
    case .string, .other: .failure(fault("the 'id' is no whole number", at: offset))
    }
  }

  private func checkedName(_ value: Value, at offset: Int) -> Result<StringContent, ListFault> {
    guard case .string = value else { return .failure(fault("the 'name' is no string", at: offset)) }
    guard text.isUTF8(in: bytes) else { return .failure(fault("the 'name' is not UTF-8", at: offset)) }
    return .success(text)
  }

  /// A key and its colon, up to the value. Python allows more than strings as keys, and `repr` writes them.
  private mutating func parseKey() throws(ListFault) {
    guard let first = peek(), first != UInt8(ascii: "["), first != UInt8(ascii: "{"), first != UInt8(ascii: "(") else {
      throw unexpected("a key")
    }
    let key = try parseValue()
    if case .string = key {} else { text = StringContent() }
    skipSpace()
    guard take(":") else { throw unexpected("':' after the key") }
    skipSpace()
  }

  /// Any value; the content of containers is checked and forgotten.
  private mutating func parseValue() throws(ListFault) -> Value {
    guard let first = peek() else { throw unexpected("a value") }
    switch first {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      try parseString()
      return .string
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      at += 1
      guard peek() == UInt8(ascii: "'") || peek() == UInt8(ascii: "\"") else {
        at -= 1
        throw unexpected("a value")
      }
      try parseString()
      return .string
    case UInt8(ascii: "["), UInt8(ascii: "("):
      let close: Unicode.Scalar = first == UInt8(ascii: "[") ? "]" : ")"
      try open()
      while !take(close) {
        _ = try parseValue()
        try endItem(before: close)
      }
      depth -= 1
      return .other
    case UInt8(ascii: "{"):
      try open()
      while !take("}") {
        try parseKey()
        _ = try parseValue()
        try endItem(before: "}")
      }
      depth -= 1
      return .other
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      return try parseNumber()
    default:
      for word in Self.words where takeWord(word) { return .other }
      throw unexpected("a value")
    }
  }

  private static let words: [StaticString] = ["None", "null", "True", "true", "False", "false"]

  /// What stands between two items: a comma, which may also follow the last one, or nothing before `close`.
  private mutating func endItem(before close: Unicode.Scalar) throws(ListFault) {
    skipSpace()
    guard peek() != UInt8(ascii: close) else { return }
    guard take(",") else { throw unexpected("',' or '\(close)'") }
    skipSpace()
  }

  /// Steps into a container.
  private mutating func open() throws(ListFault) {
    depth += 1
    guard depth <= NamedIDList.maxDepth else {
      throw ListFault(
        kind: .tooDeep, offset: at, message: "nested deeper than \(NamedIDList.maxDepth) lists and objects")
    }
    at += 1
    skipSpace()
  }
}
