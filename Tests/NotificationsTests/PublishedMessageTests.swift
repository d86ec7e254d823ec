import Domain
import Fixtures
import Testing

@testable import Notifications

@Suite("The message of a publication")
struct PublishedMessageTests {
  private func money(
    _ id: Int64, _ figure: EditionChanges.Money.Figure, _ before: Int64?, _ after: Int64?, title: String = "Film"
  ) -> EditionChanges.Money {
    EditionChanges.Money(movieID: id, title: title, figure: figure, before: before, after: after)
  }

  private var report: ValidationReport {
    ValidationReport(
      delivery: digest("a"), verdict: .accepted,
      files: [
        .init(name: "movies_metadata.csv", bytes: 1, crc32: "00000000", records: 9, quarantined: 6),
        .init(name: "ratings.csv", bytes: 1, crc32: "00000000", records: 9, quarantined: 1200),
      ], films: .init(), votes: .init(),
      findings: [.init(code: .invalidNumber, severity: .warning, count: 1206, samples: [])])
  }

  @Test("says what changed")
  func words() {
    let changes = EditionChanges(
      previous: 6, films: .init(now: 45_275, added: 312, gone: 4, changed: 1020),
      companies: .init(now: 23_537, added: 10, gone: 0, changed: 0),
      votes: .init(now: 26_024_289, added: 1000, gone: 0),
      money: [
        money(19_995, .revenue, 2_787_965_087, 2_923_706_026, title: "Avatar"),
        money(862, .budget, 30_000_000, nil, title: "Toy `Story`"),
      ])
    let message = Messages.published(
      MessagesTests.record, edition: 7, changes: changes, report: report, files: ["reports/report.html"], of: acme,
      at: moment(1))
    #expect(message.key == "20261122T134509120Z-published-aaaaaaaaaaaa")
    #expect(message.kind == .published)
    #expect(message.subject == "Edition 7 is published")
    #expect(
      message.body == """
        Your data is checked and online as edition 7.

        \(MessagesTests.facts)

        ## What changed since edition 6

        | | now | added | gone | changed |
        |---|---:|---:|---:|---:|
        | films | 45,275 | 312 | 4 | 1,020 |
        | companies | 23,537 | 10 | 0 | 0 |
        | votes | 26,024,289 | 1,000 | 0 | – |

        The largest changes in money:

        - `Avatar` (19995), revenue: $2,787,965,087 → $2,923,706,026 (+$135,740,939)
        - `` Toy `Story` `` (862), budget: $30,000,000 → unknown (-$30,000,000)

        ## The check

        Found: 0 errors, 1,206 warnings, 0 notes. 1,206 records were put aside; they are not in the figures.

        - `reports/report.html`

        """)
  }

  @Test("says that it is the first")
  func first() {
    let changes = EditionChanges(
      previous: nil, films: .init(now: 4, added: 4), companies: .init(now: 2), votes: .init(now: 6))
    let message = Messages.published(
      MessagesTests.record, edition: 1, changes: changes, report: nil, files: [], of: acme, at: moment(1))
    #expect(
      message.body == """
        Your data is checked and online as edition 1.

        \(MessagesTests.facts)

        It is your first edition.

        | | now |
        |---|---:|
        | films | 4 |
        | companies | 2 |
        | votes | 6 |

        """)
  }

  @Test("keeps the largest changes in money, in an order of their own")
  func largest() {
    let none = EditionChanges.Count(now: 0)
    let changes = EditionChanges(
      previous: 1, films: none, companies: none, votes: none,
      money: [
        money(6, .revenue, 5, 5), money(5, .budget, nil, 1), money(4, .revenue, 10, 0), money(4, .budget, 0, 10),
        money(3, .revenue, nil, 100), money(2, .budget, 7, 0), money(1, .budget, nil, nil), money(1, .revenue, 20, 14),
      ])
    // The unchanged are left out, 10 is before 7, and of two equal ones the lower id and `budget` come first.
    #expect(changes.money.map(\.movieID) == [3, 4, 4, 2, 1])
    #expect(changes.money.map(\.figure) == [.revenue, .budget, .revenue, .budget, .revenue])
    let empty = EditionChanges(previous: 1, films: none, companies: none, votes: none)
    let body = Messages.published(
      MessagesTests.record, edition: 2, changes: empty, report: nil, files: [], of: acme, at: moment(1)
    ).body
    #expect(body.contains("No film's budget or revenue changed."))
  }
}
