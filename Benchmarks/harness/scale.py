"""How time and memory grow with the number of votes and of films."""
import os

from .measure import exponent, median, run
from .report import Goal, Section, megabytes, seconds, table


def scale(setup):
    few = setup.ratings // 10
    by_votes = measure(setup, [(setup.movies, votes) for votes in (few, setup.ratings, setup.ratings * 10)])
    by_films = measure(setup, [(films, few) for films in (setup.movies // 10, setup.movies, setup.movies * 10)])
    goals, text = [], ["## Growth"]
    for what, rest, results in (("votes", f"{setup.movies:,} films", by_votes), ("films", f"{few:,} votes", by_films)):
        sizes = {size: size[what == "votes"] for size in results}
        powers = {name: exponent([(sizes[size], wall(runs[name])) for size, runs in results.items()])
                  for name in ("check", "ingest")}
        rows = [[f"{sizes[size]:,}"] + [cell for name in powers for cell in (seconds(wall(runs[name])), megabytes(peak(runs[name])))]
                for size, runs in results.items()]
        text.append(f"{what.capitalize()}, with {rest}:\n\n" + table([what, "`check`", "peak memory", "`ingest`", "peak memory"], rows))
        fitted = ", ".join(f"{power:.2f} (`{name}`)" for name, power in powers.items())
        goals.append(Goal(f"time grows at most in proportion to the {what}", f"to the power of {fitted}",
                          max(powers.values()) <= 1.05))
    text.append("The power is the slope of the least-squares line through the logarithms of the three sizes and their times; below "
                "1 because of what does not grow with that number.")
    memory = [peak(runs["ingest"]) for runs in by_votes.values()]
    growth = memory[2] / memory[1]
    goals.append(Goal("`ingest`: at most 1.3 times the memory for ten times the votes", f"{growth:.2f} times", growth <= 1.3))
    return Section("\n\n".join(text), goals)


def measure(setup, sizes):
    """{(films, votes): {command: [Run]}}, the sizes in turn."""
    results = {size: {"check": [], "ingest": []} for size in sizes}
    try:
        for round_number in range(setup.runs + 1):
            for size in sizes:
                zip_path = setup.sample(*size)
                data = setup.fresh("data")
                for name, command in (("check", [setup.boxoffice, "check", zip_path]), ("ingest", setup.ingest(zip_path, data))):
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
