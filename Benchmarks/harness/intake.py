"""What reading and building cost: `check` against inflating alone, and the rate at which an edition is built."""
import json, shutil
from .measure import in_turn, median, ratio, run
from .report import seconds, table, verdict


def check(setup):
    """Every field of every row validated, against what ISA-L needs to inflate the same zip and check its CRCs."""
    zip_path = setup.sample()
    inflate = setup.path("inflate-only")
    run(["cc", "-O2", "-Wall", setup.peer("inflate-only.c"), "-o", inflate, "-lisal"])
    results = in_turn({
        "check": lambda: [setup.boxoffice, "check", zip_path],
        "inflate": lambda: [inflate, zip_path],
    }, setup.runs)
    ours, theirs = results["check"], results["inflate"]
    times = ratio(ours, theirs)
    rows = [[name, seconds(median([r.wall for r in runs])), seconds(median([r.cpu for r in runs])),
             f"{median([r.memory for r in runs]):.0f} MiB"]
            for name, runs in (("`boxoffice check`: everything validated, zip hashed", ours),
                               ("ISA-L: inflating with CRC only, one thread", theirs))]
    return (f"**Validate** ({setup.ratings:,} votes, {setup.movies:,} films)\n\n"
            + table(["", "wall", "CPU", "peak memory"], rows)
            + f"\n\n{times:.2f} times inflating alone; the goal of 1.5 is {verdict(times <= 1.5)}.")


def build(setup):
    """Rows into the vote table, its edition's other tables, indexes, statistics and verification included."""
    rates, times, rows = [], [], 0
    for _ in range(setup.runs):
        data = setup.path("build-data")
        shutil.rmtree(data, ignore_errors=True)
        _, log = run([setup.boxoffice, "ingest", setup.sample(), "--data-dir", data, "--log-level", "debug"])
        lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        seed = next(float(line["stage.seconds"]) for line in lines if line.get("stage") == "seed")
        with open(f"{data}/database/default/editions/000001.sqlite", "rb") as file:
            rows = vote_rows(file.name)
        times.append(seed)
        rates.append(rows / seed)
    shutil.rmtree(setup.path("build-data"))
    return (f"**Build an edition**: {rows:,} rows of 12 columns in the vote table, and all other tables, indexes, "
            f"statistics and the integrity check, in {seconds(median(times))}: {median(rates) / 1000:,.0f} thousand rows/s; "
            f"the goal of 500 is {verdict(median(rates) >= 500_000)}.")


def vote_rows(path):
    import sqlite3
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return connection.execute("SELECT COUNT(*) FROM movie_votes").fetchone()[0]
