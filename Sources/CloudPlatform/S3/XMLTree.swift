/// An XML document as S3 and STS send them: elements and text. Strict, and small enough to be read.
///
/// Attributes are skipped, namespaces dropped, document types refused: without them there are no entities that could
/// grow or lead elsewhere. Written here because Foundation's `XMLParser` would bring libxml2 with it.
struct XMLTree: Equatable {
  let name: String
  var text = ""
  var children: [XMLTree] = []

  init(name: String) { self.name = name }

  /// `nil` if `bytes` are no well-formed document.
  init?(_ bytes: some Sequence<UInt8>) {
    var parser = XMLTreeParser(bytes: Array(bytes))
    guard let root = parser.document() else { return nil }
    self = root
  }

  /// The first child of that name.
  subscript(name: String) -> XMLTree? { children.first { $0.name == name } }

  func text(_ name: String) -> String? { self[name]?.text }

  func all(_ name: String) -> [XMLTree] { children.filter { $0.name == name } }
}
