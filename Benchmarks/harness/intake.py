"""What reading and building cost: `check` against inflating alone, and the rate at which an edition is built."""

import contextlib, json, sqlite3

from .measure import in_turn, median, ratio, run
from .report import Goal, Section, megabytes, seconds, table


def check(setup):
    """Every field of every row validated, against what ISA-L needs to inflate the same zip and check its CRCs."""
    zip_path = setup.sample()
    inflate = setup.path("inflate-only")
    run(["cc", "-O2", "-Wall", setup.peer("inflate-only.c"), "-o", inflate, "-lisal"])
    results = in_turn(
        {"check": lambda: [setup.boxoffice, "check", zip_path], "inflate": lambda: [inflate, zip_path]}, setup.runs
    )
    ours, theirs = results["check"], results["inflate"]
    times = ratio(ours, theirs)
    memory = megabytes(max(run.memory for run in ours))
    rows = [
        [name, seconds(median([run.wall for run in runs])), seconds(median([run.cpu for run in runs])), peak]
        for name, runs, peak in (
            ("`boxoffice check`: every field of every row validated, the zip hashed", ours, memory),
            ("ISA-L: inflating and CRC only, one thread", theirs, ""),
        )
    ]
    return Section(
        f"## Validate\n\n{setup.ratings:,} votes, {setup.movies:,} films.\n\n"
        + table(["", "wall", "CPU", "peak memory"], rows)
        + f"\n\n`check` takes {times:.2f} times the other.",
        [Goal("`check`: at most 1.5 times what ISA-L needs to inflate the zip", f"{times:.2f} times", times <= 1.5)],
    )


def build(setup):
    """Rows into the vote table; the time is that of the whole edition, so that no work can hide in another table."""
    times, rates, rows = [], [], 0
    for _ in range(setup.runs):
        data = setup.fresh("data")
        _, log = run(setup.ingest(setup.sample(), data, log_level="debug"))
        times.append(stage_seconds(log, "seed"))
        rows = vote_rows(f"{data}/database/default/editions/000001.sqlite")
        rates.append(rows / times[-1])
    rate = median(rates)
    return Section(
        f"## Build an edition\n\n{rows:,} rows of 12 columns in the vote table, with all other tables, indexes, "
        f"statistics and the check of the finished file: {seconds(median(times))}, {rate:,.0f} rows of the vote "
        "table a second.",
        [
            Goal(
                "building an edition: at least 500,000 rows/s into the vote table",
                f"{rate:,.0f} rows/s",
                rate >= 500_000,
            )
        ],
    )


def stage_seconds(log, stage):
    """How long a stage took, from the line of the log that says so: `"stage":"seed","stage.seconds":"0.77"`."""
    for line in log.splitlines():
        with contextlib.suppress(ValueError):
            fields = json.loads(line)
            if fields.get("stage") == stage and "stage.seconds" in fields:
                return float(fields["stage.seconds"])
    raise SystemExit(f"the log does not say how long the stage '{stage}' took:\n{log}")


def vote_rows(path):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as edition:
        return edition.execute("SELECT COUNT(*) FROM movie_votes").fetchone()[0]
