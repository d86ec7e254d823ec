import Domain
import HTTPTypes

/// The links of an answer: in `links`, and as a `Link` header, which CSV and NDJSON need.
struct AnswerLinks {
  let fields: [(String, JSONValue)]
  let header: HTTPField

  /// `edition` is the one the answer is made from. Links to go on stay with what was asked for, the current edition or a
  /// pinned one; only the next page is pinned, so that a walk stays in one edition.
  init(_ route: Route, _ content: Content, edition: EditionNumber) {
    let itself = route.path(pinnedTo: route.pinnedEdition, query: route.arguments.canonicalQuery())
    var fields: [(String, JSONValue)] = [("self", .string(itself))]
    var headers: [String] = []
    let isPinnable = route.resource.scope == .edition
    if !content.isObject, route.resource.documentSchema == nil {
      let next = content.next.map { values in
        let cursor = Cursor(edition: isPinnable ? edition : 0, query: route.fingerprint, values: values)
        return route.path(
          pinnedTo: isPinnable ? edition : nil,
          query: route.arguments.canonicalQuery(leavingOut: ["cursor"], adding: [("cursor", cursor.text)]))
      }
      fields.append(("next", next.map(JSONValue.string) ?? .null))
      if let next { headers.append("<\(next)>; rel=\"next\"") }
    }
    let base = route.base(pinnedTo: route.pinnedEdition)
    for (name, path) in content.links { fields.append((name, .string(path.hasPrefix("/") ? path : "\(base)/\(path)"))) }
    if isPinnable, route.pinnedEdition == nil {
      let pinned = route.path(pinnedTo: edition, query: route.arguments.canonicalQuery(leavingOut: ["cursor"]))
      headers.append("<\(pinned)>; rel=\"bookmark\"")
    }
    headers.append("</openapi.json>; rel=\"service-desc\"")
    self.fields = fields
    self.header = HTTPField(name: .link, value: headers.joined(separator: ", "))
  }
}
