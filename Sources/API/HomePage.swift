import Database
import Domain
import HTTPTypes

/// The page at `/`: what this is, which editions are current, what to try. One file, no scripts, nothing from elsewhere.
enum HomePage {
  static func answer(_ directory: ProviderDirectory, _ shelf: EditionShelf) async throws -> Answer {
    var rows = ""
    var example: (provider: ProviderID, tries: [Try])?
    for id in try await directory.all() {
      let edition: String
      do {
        guard let provider = try await directory.provider(id) else { continue }
        // Nothing of what only some may read: the page is for everybody.
        guard try await provider.access.reading().value == .anonymous else {
          rows += "<tr><th scope=\"row\"><a href=\"/v1/\(id)\">\(id)</a></th>"
          rows += "<td>for readers with a credential</td></tr>\n"
          continue
        }
        let record = try await provider.publication.reading().value
        if let record {
          if example == nil { example = (id, try await tries(in: shelf.reader(record.edition, of: id))) }
          edition =
            "<a href=\"/v1/\(id)/editions/\(record.edition)\">\(record.edition)</a> since \(record.switchedAt.httpDate)"
        } else {
          edition = "none yet: put a <code>data.zip</code> into its watchfolder"
        }
      } catch {
        edition = "cannot be read at the moment"
      }
      rows += "<tr><th scope=\"row\"><a href=\"/v1/\(id)\">\(id)</a></th><td>\(edition)</td></tr>\n"
    }
    if rows.isEmpty { rows = "<tr><td colspan=\"2\">No provider yet.</td></tr>\n" }
    // Provider names are [a-z0-9-], company names are escaped, and the rest is ours.
    let html = page(rows: rows, base: "/v1/\(example?.provider ?? .default)", tries: example?.tries ?? [])
    return Answer(
      bytes: Array(html.utf8), contentType: "text/html; charset=utf-8",
      standing: .independent(cacheControl: CachePolicy.never),
      extra: [
        HTTPField(
          name: .contentSecurityPolicy,
          value:
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
      ])
  }

  /// A question, and the path below the provider that answers it.
  private struct Try {
    let path: String
    let question: String
  }

  /// Questions that this edition has answers to, about the company that earned most and the last year it released in.
  private static func tries(in reader: any EditionReader) async throws -> [Try] {
    let page = Page<CompanySort>(sort: .revenue, isDescending: true, limit: 1)
    let company = try await reader.rows(of: Queries.companies(nameContaining: nil, page)).first
    var tries: [Try] = []
    if let company {
      tries.append(
        Try(path: "companies/\(company.id)/years", question: "What did \(escaped(company.name)) earn, year by year?"))
      tries.append(Try(path: "companies/\(company.id)/years.csv", question: "The same as CSV, for a spreadsheet"))
    }
    if let year = company?.lastYear {
      tries.append(Try(path: "companies/years?year=\(year)", question: "Which companies earned most in \(year)?"))
      tries.append(
        Try(path: "movies?year=\(year)&sort=-revenue&limit=10", question: "Which films earned most in \(year)?"))
      tries.append(
        Try(path: "genres/years?from=\(max(1, year - 9))", question: "How did the genres do since \(max(1, year - 9))?")
      )
    }
    return tries + [
      Try(path: "genres/most-popular", question: "Which genre was the most popular of each year?"),
      Try(path: "years", question: "How much did all films earn, each counted once?"),
      Try(path: "companies?q=film", question: "Which companies have “film” in their name?"),
      Try(path: "editions", question: "Which editions were there?"),
    ]
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  private static func page(rows: String, base: String, tries: [Try]) -> String {
    let tries = tries.map { item in
      "<li><a href=\"\(base)/\(escaped(item.path))\">\(item.question)</a>"
        + "<br><code>\(base)/\(escaped(item.path))</code></li>"
    }.joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>boxoffice</title>
      <style>
      :root { color-scheme: light dark; --line: #8884; --accent: #b4232a; }
      @media (prefers-color-scheme: dark) { :root { --accent: #ff8a80; } }
      body { font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1.25rem; }
      h1 { margin: 0; font-size: 2.2rem; letter-spacing: -.02em; }
      h2 { margin: 2.2rem 0 .6rem; font-size: 1.15rem; }
      .lead { margin-top: .3rem; opacity: .8; }
      a { color: var(--accent); }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .45rem .6rem .45rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
      ul { padding-left: 1.1rem; }
      li { margin: .5rem 0; }
      code { font: .88em ui-monospace, monospace; opacity: .85; overflow-wrap: anywhere; }
      footer { margin-top: 2.5rem; padding-top: .8rem; border-top: 1px solid var(--line); font-size: .9rem; }
      </style>
      </head>
      <body>
      <h1>boxoffice</h1>
      <p class="lead">Figures about films, their companies and genres: checked, dated, and the same for everybody until the
      next edition.</p>
      <h2>Providers</h2>
      <table>
      <thead><tr><th scope="col">Provider</th><th scope="col">Current edition</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      <h2>Try</h2>
      <ul>
      \(tries)
      </ul>
      <h2>Read</h2>
      <p>Answers are JSON; put <code>.csv</code> or <code>.ndjson</code> behind a path for the others. A path with
      <code>@</code> and an edition's number, as <code>\(base)/@1/years</code>, never changes. Everything there is stands in
      <a href="/openapi.json">openapi.json</a>.</p>
      <footer>Film data from TMDB and votes from MovieLens, as the providers delivered them.</footer>
      </body>
      </html>

      """
  }
}
