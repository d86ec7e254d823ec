import CSVReading
import Crypto
import Domain
import Foundation

/// One model CSV, read in blocks and hashed on the way.
struct ModelFile {
  let table: ModelTable
  let path: String

  init(_ table: ModelTable, in folder: String) {
    self.table = table
    path = folder + "/" + table.fileName
  }

  /// Hands the bytes to `body` in order. Returns their digest. Ends with the task that it runs in.
  func blocks(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> ContentDigest {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw unreadable() }
    defer { close(file) }
    // 256 KiB: a block stays in the second-level cache between hashing and reading.
    return try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
      var hash = SHA256()
      while true {
        try Task.checkCancellation()
        let count = read(file, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw unreadable() }
        if count == 0 { return ContentDigest(bytes: hash.finalize()) }
        let block = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        hash.update(bufferPointer: block)
        try body(block)
      }
    }
  }

  /// Hands every row to `body` as cells, which are valid during the call.
  func rows(_ body: (ModelRow) throws -> Void) throws -> ContentDigest {
    var reader = CSVRecordReader()
    func take(_ record: CSVRecord) throws {
      let row = ModelRow(record, of: self)
      guard record.fieldCount == table.columns.count else { throw row.damage("\(record.fieldCount) cells") }
      if record.number > 0 { return try body(row) }
      for (index, column) in table.columns.enumerated() where !record.field(index).bytes.elementsEqual(column.utf8) {
        throw row.damage("no column \(column) in its place")
      }
    }
    let digest = try blocks { block in
      var offset = 0
      while let record = reader.next(in: block, at: &offset) { try take(record) }
    }
    if let record = reader.finish() { try take(record) }
    guard reader.nextRecordNumber > 0 else { throw damage("no header", line: 1) }
    return digest
  }

  /// Our own file is not as the parser writes it.
  func damage(_ what: String, line: Int) -> BoxOfficeError {
    BoxOfficeError(
      code: "model-damaged",
      message: "\(path) line \(line) has \(what); remove the model CSVs of the delivery so that they are parsed again")
  }

  private func unreadable() -> BoxOfficeError {
    BoxOfficeError(
      code: "model-unreadable",
      message:
        "\(path) cannot be read: \(String(cString: strerror(errno))); check the folder and parse the delivery again")
  }
}
