"""How time and memory grow with the number of votes and of films."""
import os, shutil
from .measure import exponent, median, run
from .report import seconds, table, verdict


def scale(setup):
    sections, memory = [], {}
    for what, sizes in (("votes", [(setup.movies, setup.ratings // 10), (setup.movies, setup.ratings),
                                   (setup.movies, setup.ratings * 10)]),
                        ("films", [(setup.movies // 10, setup.ratings // 100), (setup.movies, setup.ratings // 100),
                                   (setup.movies * 10, setup.ratings // 100)])):
        rows, points = [], {"check": [], "ingest": []}
        for movies, ratings in sizes:
            size = ratings if what == "votes" else movies
            zip_path = setup.sample(movies, ratings)
            data = setup.path("scale-data")
            commands = {"check": [setup.boxoffice, "check", zip_path],
                        "ingest": [setup.boxoffice, "ingest", zip_path, "--data-dir", data, "--log-level", "warning"]}
            # The largest takes minutes: three runs tell as much of it as more of the others.
            runs = min(setup.runs, 3) if size == max(s[what == "votes"] for s in sizes) else setup.runs
            row = [f"{size:,}"]
            for name, command in commands.items():
                done = []
                for _ in range(runs):
                    shutil.rmtree(data, ignore_errors=True)
                    done.append(run(command)[0])
                time, peak = median([r.wall for r in done]), max(r.memory for r in done)
                points[name].append((size, time))
                memory[what, name, size] = peak
                row += [seconds(time), f"{peak:.0f} MiB"]
            rows.append(row)
            shutil.rmtree(data, ignore_errors=True)
            if ratings > setup.ratings or movies > setup.movies:
                os.remove(zip_path)
        slopes = ", ".join(f"`{name}` {exponent(done[1:]):.2f} (all three: {exponent(done):.2f})" for name, done in points.items())
        rest = f"{sizes[0][0]:,} films" if what == "votes" else f"{sizes[0][1]:,} votes"
        sections.append(f"**More {what}** ({rest})\n\n"
                        + table([what, "`check`", "peak memory", "`ingest`", "peak memory"], rows)
                        + f"\n\nTime grows with the power, from the second to the third size: {slopes}.")
    growth = (memory["votes", "ingest", setup.ratings * 10] / memory["votes", "ingest", setup.ratings])
    sections.append(f"Ten times the votes take {growth:.2f} times the memory; the goal of at most 1.3 is {verdict(growth <= 1.3)}.")
    return "\n\n".join(sections)
