"""How time and memory grow with the number of votes and of films."""

from .measure import exponent, median, run
from .report import Goal, Section, megabytes, seconds, table


def scale(setup):
    few = setup.ratings // 10
    by_votes = measure(setup, [(setup.movies, votes) for votes in (few, setup.ratings, setup.ratings * 10)])
    by_films = measure(setup, [(films, few) for films in (setup.movies // 10, setup.movies, setup.movies * 10)])
    votes_text, votes_goal = growth("votes", {votes: runs for (_, votes), runs in by_votes.items()})
    films_text, films_goal = growth("films", {films: runs for (films, _), runs in by_films.items()})
    memory = [peak(runs["ingest"]) for runs in by_votes.values()]
    more = memory[2] / memory[1]
    return Section(
        f"## Growth\n\nVotes, with {setup.movies:,} films:\n\n{votes_text}\n\n"
        f"Films, with {few:,} votes:\n\n{films_text}\n\n"
        "Time grows with a power of the number, fitted as the slope of the least-squares line through the logarithms "
        "of the three sizes and their times. What does not grow with the number makes it less than 1; so the step from "
        "the second size to the third is judged, too.",
        [
            votes_goal,
            films_goal,
            Goal("`ingest`: at most 1.3 times the memory for ten times the votes", f"{more:.2f} times", more <= 1.3),
        ],
    )


def growth(what, results):
    """A table of what each size took, and the goal that it grows no faster than the size."""
    rows = [
        [f"{size:,}"] + [cell for done in runs.values() for cell in (seconds(wall(done)), megabytes(peak(done)))]
        for size, runs in results.items()
    ]
    powers = {}
    for name in ("check", "ingest"):
        points = [(size, wall(runs[name])) for size, runs in results.items()]
        powers[name] = exponent(points), exponent(points[1:])
    return (
        table([what, "`check`", "peak memory", "`ingest`", "peak memory"], rows),
        Goal(
            f"time grows in proportion to the {what}: to a power of at most 1.1",
            ", ".join(f"{fitted:.2f}, last step {last:.2f} (`{name}`)" for name, (fitted, last) in powers.items()),
            max(max(both) for both in powers.values()) <= 1.1,
        ),
    )


def measure(setup, sizes):
    """{(films, votes): {command: [Run]}}, the sizes in turn."""
    results = {size: {"check": [], "ingest": []} for size in sizes}
    try:
        for round_number in range(setup.runs + 1):
            for size in sizes:
                zip_path = setup.sample(*size)
                data = setup.fresh("data")
                commands = {"check": [setup.boxoffice, "check", zip_path], "ingest": setup.ingest(zip_path, data)}
                for name, command in commands.items():
                    done, _ = run(command)
                    if round_number > 0:
                        results[size][name].append(done)
    finally:
        # The largest take gigabytes: they are made again for the next sitting.
        setup.remove_sample(*sizes[-1])
        setup.fresh("data")
    return results


def wall(runs):
    return median([run.wall for run in runs])


def peak(runs):
    return max(run.memory for run in runs)
