import Domain

/// A list of objects with `id` and `name`, as Python prints it (`[{'id': 18, 'name': 'Drama'}]`) or as JSON.
///
/// What is read is a superset of both: either quote, the escapes of both, `None`/`null`, `True`/`true`, `False`/`false`,
/// trailing commas, tuples, `u''`. Other keys than `id` and `name` are skipped but must be well-formed; of a key that stands
/// twice the last one counts, as in both languages. Not read, since neither `repr` nor JSON writes them: comments, `0x`
/// and `1_000`, complex numbers, bytes, sets, adjacent strings, raw line breaks in strings.
package enum NamedIDList {
  /// Containers in one another, the list itself included.
  package static let maxDepth = 16

  /// Replaces `elements` by the list's, in order; leaves it empty when it throws. Blank text is the empty list.
  package static func parse(_ bytes: UnsafeRawBufferPointer, into elements: inout [NamedID]) throws(ListFault) {
    elements.removeAll(keepingCapacity: true)
    var parser = ListParser(bytes)
    do {
      try parser.parseList(into: &elements)
    } catch {
      elements.removeAll(keepingCapacity: true)
      throw error
    }
  }
}
