"""From a zip to tables that can be asked: `ingest` against the fastest recipes for Polars and DuckDB."""

import contextlib, multiprocessing, sqlite3

from peers import contents

from .measure import in_turn, median, ratio, run
from .report import Goal, Section, megabytes, seconds, table

# Our tables by the peers' names of their columns.
OURS = {
    "movies": "SELECT movie_id, title, release_date, COALESCE(budget_usd, 0), COALESCE(revenue_usd, 0) FROM movies",
    "companies": "SELECT company_id, name FROM companies",
    "genres": "SELECT genre_id, name FROM genres",
    "movie_companies": "SELECT movie_id, company_id FROM movie_companies",
    "movie_genres": "SELECT movie_id, genre_id FROM movie_genres",
    "movie_votes": "SELECT movie_id, year, "
    + " + ".join(f"votes_{half // 2}_{half % 2 * 5}" for half in range(1, 11))
    + ", "
    + " + ".join(f"{half} * votes_{half // 2}_{half % 2 * 5}" for half in range(1, 11))
    + " FROM movie_votes",
}


def ingest(setup):
    zip_path, data = setup.sample(), setup.path("data")
    polars = [setup.python, setup.peer("ingest_polars.py"), zip_path, setup.path("polars")]
    duckdb = [setup.python, setup.peer("ingest_duckdb.py"), zip_path, setup.path("peer.duckdb")]

    run(setup.ingest(zip_path, setup.fresh("data")))
    # In a process of its own: Linux counts what this one holds as the peak memory of every command it starts.
    with multiprocessing.get_context("fork").Pool(1) as aside:
        rows, votes = aside.apply(write_ours, (data, setup.fresh("contents-ours")))
    for name, command in (("Polars", polars), ("DuckDB", duckdb)):
        run(command + [setup.fresh("contents-theirs")])
        compare(name, setup.path("contents-ours"), setup.path("contents-theirs"))

    results = in_turn(
        {
            "`boxoffice ingest`": lambda: setup.ingest(zip_path, setup.fresh("data")),
            "Polars": lambda: polars,
            "DuckDB": lambda: duckdb,
        },
        setup.runs,
    )
    own = results["`boxoffice ingest`"]
    memory = max(run.memory for run in own)
    faster = {name: 1 / ratio(own, runs) for name, runs in results.items()}
    lines = [
        [
            name,
            seconds(median([run.wall for run in runs])),
            seconds(median([run.cpu for run in runs])),
            megabytes(max(run.memory for run in runs)),
            "" if runs is own else f"{faster[name]:.2f}",
        ]
        for name, runs in results.items()
    ]
    return Section(
        f"## Ingest\n\n{setup.ratings:,} votes, {setup.movies:,} films, into an empty data directory.\n\n"
        + table(["", "wall", "CPU", "peak memory", "times ours"], lines)
        + "\n\n`boxoffice` validates every field, keeps the zip, the tables and a report, checks the finished edition "
        "and makes everything durable; the peers do none of that. Compared before the clock ran, all three had the "
        "same "
        + ", ".join(f"{rows[name]:,} {name}" for name in rows)
        + f"; {votes:,} votes.",
        [
            Goal(
                "`ingest`: at least 2 times as fast as Polars", f"{faster['Polars']:.2f} times", faster["Polars"] >= 2
            ),
            Goal(
                "`ingest`: at least 2.5 times as fast as DuckDB",
                f"{faster['DuckDB']:.2f} times",
                faster["DuckDB"] >= 2.5,
            ),
            Goal("`ingest`: under 250 MB of memory", megabytes(memory), memory < 250),
        ],
    )


def write_ours(data, folder):
    """({table: rows}, votes) of the edition, after writing its contents."""
    with contextlib.closing(
        sqlite3.connect(f"file:{data}/database/default/editions/000001.sqlite?mode=ro", uri=True)
    ) as edition:
        contents.write(folder, lambda name, _: edition.execute(OURS[name]))
        rows = {name: edition.execute(f"SELECT COUNT(*) FROM ({sql})").fetchone()[0] for name, sql in OURS.items()}
        return rows, edition.execute("SELECT SUM(votes) FROM movies").fetchone()[0]


def compare(peer, ours, theirs):
    """Ends with the first difference there is."""
    for name in contents.TABLES:
        with open(f"{ours}/{name}.csv") as one, open(f"{theirs}/{name}.csv") as other:
            ours_lines, their_lines = one.readlines(), other.readlines()
        if ours_lines != their_lines:
            here = next((pair for pair in zip(ours_lines, their_lines) if pair[0] != pair[1]), ("", ""))
            raise SystemExit(
                f"{peer} has another table {name}: {len(their_lines)} rows, ours {len(ours_lines)}; "
                f"first difference: {here[1]!r}, ours {here[0]!r}"
            )
