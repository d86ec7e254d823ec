"""What scripts/bench calls when everything is set up: runs the parts, one by one, and writes the report."""

import argparse, contextlib, fcntl, os, shutil, signal, sys

from . import api, ingest, intake, report, scale, serve
from .measure import run

PARTS = {
    "check": intake.check,
    "ingest": ingest.ingest,
    "build": intake.build,
    "scale": scale.scale,
    "api": api.api,
    "serve": serve.serve,
}


class Setup:
    """Where everything is, and how much of it."""

    def __init__(self, arguments):
        self.boxoffice, self.constant = arguments.boxoffice, arguments.constant
        self.python = os.path.join(arguments.peers, "python3")
        self.datasette = os.path.join(arguments.peers, "datasette")
        self.runs, self.quick = arguments.runs, arguments.quick
        # A tenth of the films and a hundredth of the votes show that everything works.
        self.movies, self.ratings = (4_547, 260_243) if self.quick else (45_466, 26_024_289)
        self.samples = os.path.join(arguments.folder, "samples")
        # What one sitting needs; removed when it is over.
        self.scratch = os.path.join(arguments.folder, "scratch")

    def path(self, name):
        return os.path.join(self.scratch, name)

    def fresh(self, name):
        """A path with nothing there."""
        path = self.path(name)
        shutil.rmtree(path, ignore_errors=True)
        return path

    def sample(self, movies=None, ratings=None, month=0):
        """The path of a sample delivery, made if it is not there yet."""
        movies, ratings = movies or self.movies, ratings or self.ratings
        path = self.sample_path(movies, ratings, month)
        if not os.path.exists(path):
            run(
                [
                    self.boxoffice,
                    "sample",
                    "--movies",
                    str(movies),
                    "--ratings",
                    str(ratings),
                    "--month",
                    str(month),
                    "--out",
                    path,
                ]
            )
        return path

    def sample_path(self, movies, ratings, month):
        return os.path.join(self.samples, f"{movies}-{ratings}-{month}.zip")

    def remove_sample(self, movies, ratings):
        with contextlib.suppress(FileNotFoundError):
            os.remove(self.sample_path(movies, ratings, month=0))

    def ingest(self, zip_path, data, log_level="warning"):
        return [self.boxoffice, "ingest", zip_path, "--data-dir", data, "--log-level", log_level]

    def peer(self, name):
        return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers", name)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Benchmarks/README.md says what is measured.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="small data, one run: shows that it works, not how fast")
    parser.add_argument("--runs", type=int, help="counted runs of each command (default: 5; 1 with --quick)")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="also write the report to docs/benchmarks.md and its summary into README.md",
    )
    for needed in ("boxoffice", "constant", "peers", "folder", "command", "versions"):
        parser.add_argument("--" + needed, required=True, help=argparse.SUPPRESS)
    given = parser.parse_args()
    unknown = [part for part in given.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    if given.publish and (given.quick or given.parts):
        parser.error("only a full sitting is published: leave out --quick and the parts")
    if given.runs is not None and given.runs < 1:
        parser.error("--runs takes 1 or more")
    given.runs = given.runs or (1 if given.quick else 5)
    return given


def main():
    given = arguments()
    # So that these, too, end by way of every `finally`: no server is left behind.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    # Two sittings at once would measure one another, and share their files.
    lock = open(os.path.join(given.folder, "lock"), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"another benchmark is running in {os.path.relpath(given.folder)}; wait until it ends")
    setup = Setup(given)
    sections = []
    shutil.rmtree(setup.scratch, ignore_errors=True)
    os.makedirs(setup.scratch)
    os.makedirs(setup.samples, exist_ok=True)
    try:
        for part in given.parts or PARTS:
            print(f"\n== {part}\n", flush=True)
            sections.append(PARTS[part](setup))
            print(sections[-1].text, flush=True)
    finally:
        shutil.rmtree(setup.scratch, ignore_errors=True)
    where = report.sitting(given.command, given.versions)
    whole = report.whole(sections, given.quick, where)
    kept = os.path.join(given.folder, "report.md")
    outputs = [kept] + (["docs/benchmarks.md"] if given.publish else [])
    for path in outputs:
        with open(path, "w") as file:
            file.write(whole)
    if given.publish:
        report.into_readme("README.md", sections, where)
    print("\n" + report.summary(sections, given.quick) + f"\n\nThe report: {os.path.relpath(kept)}")


if __name__ == "__main__":
    main()
