"""From a zip to tables that can be asked: `ingest` against the fastest recipes for Polars and DuckDB."""
import shutil, sqlite3
from .measure import in_turn, median, ratio, run
from .report import seconds, table, verdict

TABLES = ("movies", "companies", "genres", "movie_companies", "movie_genres", "movie_votes")


def ingest(setup):
    zip_path, data = setup.sample(), setup.path("ingest-data")

    def ours():
        shutil.rmtree(data, ignore_errors=True)
        return [setup.boxoffice, "ingest", zip_path, "--data-dir", data, "--log-level", "warning"]

    polars = [setup.python, setup.peer("ingest_polars.py"), zip_path, setup.path("polars")]
    duckdb = [setup.python, setup.peer("ingest_duckdb.py"), zip_path, setup.path("peer.duckdb")]
    run(ours())
    counts = our_counts(data)
    for name, command in (("Polars", polars), ("DuckDB", duckdb)):
        theirs = peer_counts(run(command)[1])
        if theirs != counts:
            raise SystemExit(f"{name} has other tables: {theirs}; ours: {counts}")

    results = in_turn({"boxoffice": ours, "Polars": lambda: polars, "DuckDB": lambda: duckdb}, setup.runs)
    shutil.rmtree(data)
    own = results["boxoffice"]
    rows = [[name, seconds(median([r.wall for r in runs])), seconds(median([r.cpu for r in runs])),
             f"{max(r.memory for r in runs):.0f} MiB", "" if runs is own else f"{1 / ratio(own, runs):.2f}"]
            for name, runs in results.items()]
    faster = {name: 1 / ratio(own, runs) for name, runs in results.items() if runs is not own}
    memory = max(r.memory for r in own)
    return (f"**Ingest** ({setup.ratings:,} votes, {setup.movies:,} films; empty data directory, nobody reading)\n\n"
            + table(["", "wall", "CPU", "peak memory", "our speed-up"], rows)
            + "\n\n`boxoffice` validates every field, keeps the zip, the tables and a report, verifies the edition and makes all "
            "of it durable; the peers do none of that. All three have the same "
            + ", ".join(f"{counts[name]:,} {name}" for name in TABLES) + f" and {counts['votes']:,} votes. "
            f"Goals: 2 times Polars, {verdict(faster['Polars'] >= 2)}; 2.5 times DuckDB, {verdict(faster['DuckDB'] >= 2.5)}; "
            f"under 250 MiB, {verdict(memory < 250)}.")


def our_counts(data):
    with sqlite3.connect(f"file:{data}/database/default/editions/000001.sqlite?mode=ro", uri=True) as connection:
        count = lambda sql: connection.execute(sql).fetchone()[0]
        counts = {name: count(f"SELECT COUNT(*) FROM {name}") for name in TABLES}
        counts["votes"] = count("SELECT SUM(votes) FROM movies")
    return counts


def peer_counts(output):
    return {name: int(count) for name, count in (line.split() for line in output.splitlines() if len(line.split()) == 2)}
