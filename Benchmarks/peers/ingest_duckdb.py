"""ingest_duckdb.py data.zip OUT.duckdb [CONTENTS]: a delivery as DuckDB tables, by the fastest DuckDB recipe we know.

A thread inflates ratings.csv while DuckDB does the films; read_csv then reads it with all cores. Nothing is validated,
backed up or reported: lines that do not fit are skipped and only counted."""

import ast, os, sys, tempfile, threading

import duckdb

import contents
from inflating import inflate

archive, path = sys.argv[1:3]
COLUMNS = (
    "adult belongs_to_collection budget genres homepage id imdb_id original_language original_title overview "
    "popularity poster_path production_companies production_countries release_date revenue runtime spoken_languages "
    "status tagline title video vote_average vote_count"
).split()

with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(path))) as scratch:
    file = lambda name: os.path.join(scratch, name)
    movies_path = inflate(archive, "movies_metadata.csv", file("movies_metadata.csv"))
    links_path = inflate(archive, "links.csv", file("links.csv"))
    failures = []

    def inflate_ratings():
        try:
            inflate(archive, "ratings.csv", file("ratings.csv"))
        except BaseException as error:
            failures.append(error)

    inflating = threading.Thread(target=inflate_ratings)
    inflating.start()

    if os.path.exists(path):
        os.remove(path)
    database = duckdb.connect(path)
    run = database.execute
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
    run(
        f"""CREATE TEMP TABLE kept AS
      SELECT * FROM (
        SELECT row_number() OVER () AS number, try_cast(id AS BIGINT) AS id, title,
          try_cast(release_date AS DATE) AS release_date, try_cast(budget AS BIGINT) AS budget,
          try_cast(revenue AS BIGINT) AS revenue, try_cast(popularity AS DOUBLE) AS popularity, status, genres,
          production_companies
        FROM read_csv(?, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"',
          ignore_errors = true, columns = {{{columns}}}))
      WHERE id IS NOT NULL
      QUALIFY row_number() OVER (PARTITION BY id ORDER BY number) = 1""",
        [movies_path],
    )
    run("""CREATE TABLE movies AS
      SELECT id, title, release_date, year(release_date) AS year, budget, revenue, popularity,
        CAST(status IS NOT DISTINCT FROM 'Released' AS INTEGER) AS released
      FROM kept ORDER BY id""")
    for one, many, column in (("company", "companies", "production_companies"), ("genre", "genres", "genres")):
        # DuckDB casts Python's list text, all but its \x escapes: those few go through Python.
        run(f"""CREATE TEMP TABLE members AS
          SELECT id AS movie_id, unnest(try_cast({column} AS STRUCT(id BIGINT, name VARCHAR)[]), recursive := true)
          FROM kept WHERE NOT contains({column}, '\\')""")
        escaped = run(f"SELECT id, {column} FROM kept WHERE contains({column}, '\\')").fetchall()
        rows = [
            (movie, element["id"], element["name"]) for movie, text in escaped for element in ast.literal_eval(text)
        ]
        if rows:
            database.executemany("INSERT INTO members VALUES (?, ?, ?)", rows)
        run(f"CREATE TABLE {many} AS SELECT id, any_value(name) AS name FROM members GROUP BY id ORDER BY id")
        run(f"CREATE TABLE movie_{many} AS SELECT DISTINCT movie_id, id AS {one}_id FROM members ORDER BY ALL")
        run("DROP TABLE members")

    inflating.join()
    if failures:
        sys.exit(repr(failures[0]))
    run("SET preserve_insertion_order = false")
    run(
        """CREATE TEMP TABLE counted AS
      SELECT movieId, year(make_timestamp(timestamp * 1000000)) AS year, count(*) AS votes, sum(rating) AS stars
      FROM read_csv(?, header = true, auto_detect = false, delim = ',', quote = '', escape = '',
        columns = {'userId': 'INTEGER', 'movieId': 'INTEGER', 'rating': 'DECIMAL(2,1)', 'timestamp': 'BIGINT'})
      GROUP BY ALL""",
        [file("ratings.csv")],
    )
    run("SET preserve_insertion_order = true")
    run(
        """CREATE TABLE movie_votes AS
      SELECT tmdbId AS movie_id, year, CAST(sum(votes) AS BIGINT) AS votes, CAST(sum(stars) * 2 AS BIGINT) AS half_steps
      FROM counted JOIN read_csv(?, header = true, auto_detect = false, delim = ',',
        columns = {'movieId': 'INTEGER', 'imdbId': 'VARCHAR', 'tmdbId': 'BIGINT'}) USING (movieId)
      WHERE tmdbId IN (SELECT id FROM movies) GROUP BY ALL ORDER BY ALL""",
        [links_path],
    )
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "figures.sql")) as sql:
        run(sql.read())
    database.close()

if len(sys.argv) > 3:
    database = duckdb.connect(path, read_only=True)
    contents.write(
        sys.argv[3], lambda name, columns: database.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()
    )
