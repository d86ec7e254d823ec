extension FindingCode {
  /// The part of the catalogue about the zip itself. Every one of these rejects the delivery before a row is read.
  var archiveEntry: Entry {
    switch self {
    case .notAZip:
      Entry(
        severity: .error, why: "Nothing can be read: the file has no zip directory at its end.",
        example: "A CSV, an HTML error page or a gzip file named data.zip.",
        fix: "Zip movies_metadata.csv, ratings.csv and links.csv into data.zip and upload that.")
    case .zipDamaged:
      Entry(
        severity: .error, why: "What the zip says of itself and what is in it disagree, so no row can be trusted.",
        example: "An upload cut short; a checksum that does not match; a local header that differs from the directory.",
        fix: "Make the zip again, test it with `unzip -t data.zip`, and upload the whole of it.")
    case .zipEncrypted:
      Entry(
        severity: .error, why: "An encrypted entry cannot be read without a password, and none is ever asked for.",
        example: "`zip -e data.zip …`.", fix: "Make the zip without a password.")
    case .zipMethodUnsupported:
      Entry(
        severity: .error, why: "Only STORED and DEFLATE are read, the two methods that every program writes.",
        example: "An entry compressed with bzip2, LZMA, zstd or Deflate64.",
        fix: "Make the zip with the default method (Deflate).")
    case .zipUnsafeName:
      Entry(
        severity: .error, why: "A name that leads out of its folder is how a zip attacks the machine that unpacks it.",
        example: "`../ratings.csv`, `/etc/passwd`, `C:\\data.csv`, a name with a NUL byte.",
        fix: "Make the zip from inside the folder that holds the files, with plain names.")
    case .zipSymlink:
      Entry(
        severity: .error, why: "A link points at something that is not in the delivery.",
        example: "`zip -y` with a symbolic link to ratings.csv.",
        fix: "Zip the files themselves instead of links to them.")
    case .zipOverlap:
      Entry(
        severity: .error, why: "Two entries share bytes: a known way to hide data or to make a small zip explode.",
        example: "Two directory entries that point at one local header.",
        fix: "Make the zip again with an ordinary program.")
    case .zipDuplicateEntry:
      Entry(
        severity: .error, why: "Two entries with one name: programs differ in which of them they read.",
        example: "movies_metadata.csv twice in the directory.", fix: "Make the zip again, with each file once.")
    case .zipTooManyEntries:
      Entry(
        severity: .error, why: "A delivery has three files; a zip with very many is a mistake or an attack.",
        example: "A whole home folder zipped by accident.",
        fix: "Zip only movies_metadata.csv, ratings.csv and links.csv.")
    case .zipTooLarge:
      Entry(
        severity: .error, why: "Unpacked, the delivery is larger than this installation accepts.",
        example: "A directory that declares 200 GiB.",
        fix: "Check the files; if they are right, ask the operators to raise archive.maxUnpackedBytes.")
    case .zipRatioTooHigh:
      Entry(
        severity: .error, why: "Real tables shrink to a quarter; a file that shrinks a thousandfold is a zip bomb.",
        example: "10 GB of zeros in a 10 MB zip.",
        fix: "Check the files; if they are right, ask the operators to raise archive.maxRatio.")
    default: preconditionFailure("\(rawValue) is not about the archive")
    }
  }
}
