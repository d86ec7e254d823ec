import Domain

/// Writes JSON (RFC 8259) into bytes, without building it first.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func raw(_ more: [UInt8]) { bytes.append(contentsOf: more) }

  mutating func integer(_ value: Int64) { bytes.append(contentsOf: String(value).utf8) }

  mutating func string(_ text: String) { JSONText.append(text, to: &bytes) }

  mutating func cell(_ cell: Cell) {
    switch cell {
    case .null: raw("null")
    case .flag(let flag): flag ? raw("true") : raw("false")
    case .integer(let value): integer(value)
    case .text(let text): string(text)
    case .names(let names):
      value(.array(names.map { .object([("id", .integer($0.id)), ("name", .string($0.name))]) }))
    case .nested(let nested): value(nested)
    case .decimal(let value): bytes.append(contentsOf: value.description.utf8)
    case .mean(let value): bytes.append(contentsOf: value.description.utf8)
    }
  }

  mutating func value(_ value: JSONValue) {
    switch value {
    case .null: raw("null")
    case .bool(let flag): flag ? raw("true") : raw("false")
    case .integer(let number): integer(number)
    case .string(let text): string(text)
    case .encoded(let text): bytes.append(contentsOf: text.utf8)
    case .array(let elements):
      raw("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { raw(",") }
        self.value(element)
      }
      raw("]")
    case .object(let fields):
      raw("{")
      for (index, field) in fields.enumerated() {
        if index > 0 { raw(",") }
        string(field.0)
        raw(":")
        self.value(field.1)
      }
      raw("}")
    }
  }
}
