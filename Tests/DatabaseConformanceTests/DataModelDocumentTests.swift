import Database
import Domain
import Foundation
import Testing

@Suite("docs/data-model.md")
struct DataModelDocumentTests {
  @Test("It names every table with its key, every figure and every file of the model")
  func complete() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appendingPathComponent("docs/data-model.md"), encoding: .utf8)
    for table in Schema.tables {
      #expect(text.contains("| `\(table.name)` | `\(table.primaryKey.joined(separator: ", "))` |"), "\(table.name)")
    }
    for column in Figures.columns + Figures.splitColumns {
      #expect(text.contains("`\(column.name)`"), "\(column.name)")
    }
    for table in ModelTable.allCases where table != .movieVotes {
      #expect(
        text.contains("| `\(table.fileName)` | `\(table.columns.joined(separator: ", "))` |"), "\(table.fileName)")
    }
  }
}
