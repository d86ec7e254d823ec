/// A list of objects with `id` and `name`, as Python prints it (`[{'id': 18, 'name': 'Drama'}]`) or as JSON.
///
/// What is read is a superset of both: either quote, the escapes of both, `None`/`null`, `True`/`true`, `False`/`false`,
/// trailing commas, tuples, `u''`. Other keys than `id` and `name` are skipped but must be well-formed; of a key that stands
/// twice the last one counts, as in both languages. Not read, since neither `repr` nor JSON writes them: comments, `0x`
/// and `1_000`, complex numbers, bytes, sets, adjacent strings, raw line breaks in strings.
///
/// Names are handed out as the bytes they are, since most are known already: nobody needs a String of them.
package struct NamedIDList: ~Copyable {
  /// One object of the list.
  package struct Element {
    /// Above zero.
    package let id: Int64
    /// In the text, or in `decoded`.
    let name: Range<Int>
    let isDecoded: Bool
  }

  /// Containers in one another, the list itself included.
  package static let maxDepth = 16

  /// Of the list that was parsed last, in order; empty when that failed.
  package internal(set) var elements: [Element] = []
  private var text = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The names that had escapes, one behind the other.
  private var decoded = GrowingBytes()

  package init() {}

  /// Reads the list anew. Blank text is the empty list.
  package mutating func parse(_ bytes: UnsafeRawBufferPointer) throws(ListFault) {
    text = bytes
    elements.removeAll(keepingCapacity: true)
    var plain = PlainListParser(bytes)
    if plain.parse(into: &elements) { return }
    elements.removeAll(keepingCapacity: true)
    decoded.shorten(to: 0)
    var parser = ListParser(bytes)
    do {
      try parser.parseList { id, name in
        guard let content = name.decoded else {
          elements.append(Element(id: id, name: name.range, isDecoded: false))
          return
        }
        let start = decoded.count
        content.withUnsafeBufferPointer { bytes in
          if let first = bytes.baseAddress { decoded.append(first, count: bytes.count) }
        }
        elements.append(Element(id: id, name: start..<decoded.count, isDecoded: true))
      }
    } catch {
      elements.removeAll(keepingCapacity: true)
      throw error
    }
  }

  /// Well-formed UTF-8, valid as long as the text is and until the next list is parsed.
  package func name(of element: Element) -> UnsafeRawBufferPointer {
    guard element.isDecoded else { return UnsafeRawBufferPointer(rebasing: text[element.name]) }
    return UnsafeRawBufferPointer(start: decoded.start + element.name.lowerBound, count: element.name.count)
  }
}
