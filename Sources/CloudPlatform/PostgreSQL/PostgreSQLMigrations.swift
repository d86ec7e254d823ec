import Database
import Domain

/// The tables that all editions of a database share, made and changed step by step, each step once.
enum PostgreSQLMigrations {
  /// The version of a database on which all steps were run.
  static var version: Int64 { Int64(steps.count) }

  /// Step 1 makes version 1, and so on. Steps that were released are never changed, only followed by others.
  private static let steps = [
    """
    CREATE TABLE boxoffice.editions (
      id integer GENERATED ALWAYS AS IDENTITY UNIQUE,
      provider text COLLATE "C" NOT NULL,
      number bigint NOT NULL CHECK (number > 0),
      state text COLLATE "C" NOT NULL CHECK (state IN ('building', 'ready', 'pruned')),
      delivery text COLLATE "C" NOT NULL,
      taken_at text COLLATE "C" NOT NULL,
      record jsonb NOT NULL,
      schema_name name,
      PRIMARY KEY (provider, number)
    );
    COMMENT ON TABLE boxoffice.editions IS 'Every edition ever begun; rows are never removed.';
    COMMENT ON COLUMN boxoffice.editions.id IS 'The second number of its advisory locks.';
    COMMENT ON COLUMN boxoffice.editions.schema_name IS 'Where its tables are; NULL once they are dropped.';

    CREATE TABLE boxoffice.publications (
      provider text COLLATE "C" PRIMARY KEY,
      sequence bigint NOT NULL,
      record jsonb NOT NULL
    );
    COMMENT ON TABLE boxoffice.publications IS 'What the unpinned URLs of each provider serve.';

    CREATE TABLE boxoffice.readers (
      id integer GENERATED ALWAYS AS IDENTITY (CYCLE) PRIMARY KEY,
      process integer NOT NULL,
      since timestamptz NOT NULL DEFAULT clock_timestamp(),
      lost_at timestamptz
    );
    COMMENT ON TABLE boxoffice.readers IS
      'Processes that read publications. One whose lock is free has lost its connection: it may use what it read for a moment.';

    CREATE FUNCTION boxoffice.begin_reading() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE reader integer := nextval('boxoffice.readers_id_seq');
    BEGIN
      PERFORM pg_advisory_lock(\(PostgreSQLLocks.hold), reader);
      INSERT INTO boxoffice.readers (id, process) OVERRIDING SYSTEM VALUE VALUES (reader, pg_backend_pid());
      RETURN reader;
    END $$;

    CREATE FUNCTION boxoffice.end_reading(reader integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      DELETE FROM boxoffice.readers WHERE id = reader AND process = pg_backend_pid();
      PERFORM pg_advisory_unlock(\(PostgreSQLLocks.hold), reader);
      RETURN reader;
    END $$;

    REVOKE ALL ON FUNCTION boxoffice.begin_reading(), boxoffice.end_reading(integer) FROM PUBLIC;
    """
  ]

  /// Brings the database to this program's version. Does nothing if it is; any number of processes may call it at once.
  static func run(_ connection: PostgreSQLConnection) throws {
    if try installedVersion(connection) == version { return }
    let encoding = try connection.rows("SELECT current_setting('server_encoding')").first?.first?.text
    guard encoding == "UTF8" else {
      throw BoxOfficeError(
        code: EditionDatabaseError.failed,
        message:
          "the database keeps its texts as \(encoding ?? "something unknown"), boxoffice needs UTF-8; make one with"
          + " CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0")
    }
    try connection.transaction {
      try connection.lockForTransaction(PostgreSQLLocks.migration)
      let installed = try installedVersion(connection)
      guard installed <= version else {
        throw BoxOfficeError(
          code: EditionDatabaseError.failed,
          message: "the database was made by a newer boxoffice (version \(installed) of its tables, this program knows"
            + " \(version)); run that one")
      }
      if installed == 0 {
        // A schema that somebody made for us is ours to use.
        if try connection.rows("SELECT 1 FROM pg_namespace WHERE nspname = 'boxoffice'").isEmpty {
          try connection.execute("CREATE SCHEMA boxoffice")
        }
        try connection.execute(
          """
          CREATE TABLE boxoffice.schema_version (
            version bigint PRIMARY KEY, installed_at timestamptz NOT NULL DEFAULT clock_timestamp())
          """)
      }
      for next in (installed + 1)..<(version + 1) {
        try connection.execute(steps[Int(next) - 1])
        try connection.change("INSERT INTO boxoffice.schema_version (version) VALUES ($1)", [.integer(next)])
      }
    }
  }

  /// 0 where nothing was installed yet.
  static func installedVersion(_ connection: PostgreSQLConnection) throws -> Int64 {
    // Read from the catalogue itself: a name that was looked up in vain stays unknown to a session for a while, also when
    // another has made it and we have waited for that.
    let tables = try connection.rows(
      """
      SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
      WHERE nspname = 'boxoffice' AND relname = 'schema_version'
      """)
    guard !tables.isEmpty else { return 0 }
    return try connection.rows("SELECT max(version) FROM boxoffice.schema_version").first?.first?.integer ?? 0
  }
}
