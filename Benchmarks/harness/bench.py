"""bench.py [--quick] [--runs N] [--readme] [PART …]: see Benchmarks/README.md. scripts/bench does the set-up and calls this."""
import argparse, os
from . import api, ingest, intake, report, scale, serve


class Setup:
    """Where everything is, and how much of it."""

    def __init__(self, arguments):
        self.boxoffice = arguments.boxoffice
        self.folder = arguments.folder
        self.python = arguments.python
        self.constant = arguments.constant
        self.runs = arguments.runs
        self.quick = arguments.quick
        # A tenth of the films' and a hundredth of the votes' full size shows that everything works.
        self.movies, self.ratings = (4_547, 260_243) if self.quick else (45_466, 26_024_289)
        self.here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

    def path(self, name):
        return os.path.join(self.folder, name)

    def sample(self, movies=None, ratings=None, month=0):
        """The path of a sample delivery, made if it is not there yet."""
        from .measure import run
        movies, ratings = movies or self.movies, ratings or self.ratings
        path = self.path(f"sample-{movies}-{ratings}-{month}.zip")
        if not os.path.exists(path):
            run([self.boxoffice, "sample", "--movies", str(movies), "--ratings", str(ratings), "--month", str(month),
                 "--out", path])
        return path

    def peer(self, name):
        return os.path.join(self.here, "peers", name)


PARTS = {"check": intake.check, "ingest": ingest.ingest, "build": intake.build, "scale": scale.scale, "api": api.api,
         "serve": serve.serve}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The benchmark of boxoffice; Benchmarks/README.md says what is measured.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="small data and few runs: shows that it works, not how fast")
    parser.add_argument("--runs", type=int, help="counted runs of each command (default: 5; 1 with --quick)")
    parser.add_argument("--readme", action="store_true", help="also write the result into README.md")
    for needed in ("boxoffice", "folder", "python", "constant", "versions"):
        parser.add_argument("--" + needed, required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.runs = arguments.runs or (1 if arguments.quick else 5)
    unknown = [part for part in arguments.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    setup = Setup(arguments)
    report.judging = not setup.quick
    for part in arguments.parts or PARTS:
        print(f"\n== {part}", flush=True)
        text = PARTS[part](setup)
        report.keep(setup.folder, part, text)
        print(text, flush=True)
    whole = report.whole(setup.folder, "scripts/bench" + (" --quick" if setup.quick else ""), arguments.versions)
    with open(setup.path("report.md"), "w") as file:
        file.write(whole)
    if arguments.readme:
        report.into_readme("README.md", whole)
    print(f"\nThe whole report: {setup.path('report.md')}")
