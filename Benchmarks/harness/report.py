"""The report: Markdown, one section a part, and a summary with a line for each goal."""

import dataclasses, datetime, os, platform, re, subprocess, textwrap


@dataclasses.dataclass
class Goal:
    """What was wanted, what was measured, and whether that is as wanted."""

    wanted: str
    measured: str
    is_met: bool


@dataclasses.dataclass
class Section:
    """What one part found."""

    text: str
    goals: list


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" + "---:|" * (len(header) - 1)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def seconds(value):
    return f"{value:.2f} s"


def megabytes(value):
    return f"{value:.0f} MB"


def milliseconds(value):
    return f"{value:.2f} ms"


def summary(sections, is_quick):
    """A quick run shows that everything works; its data are too small to judge by."""
    verdict = lambda goal: "not judged" if is_quick else "met" if goal.is_met else "**not met**"
    lines = [f"| {goal.wanted} | {goal.measured} | {verdict(goal)} |" for section in sections for goal in section.goals]
    return "\n".join(["| goal | measured | |", "|---|---:|---|"] + lines)


def sitting(command, versions):
    """What ran where and when, without naming the machine."""
    with open("/proc/cpuinfo") as info:
        cpu = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())
    with open("/etc/os-release") as release:
        system = next(
            (line.split("=")[1].strip().strip('"') for line in release if line.startswith("PRETTY_NAME")), "Linux"
        )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    file_system = subprocess.run(
        ["df", "--output=fstype", "."], check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    return (
        f"`{command}` on {datetime.date.today().isoformat()}: {os.cpu_count()} cores of {cpu}, "
        f"{memory:.0f} GiB of memory, {file_system}, {system}, kernel {platform.release()}. {versions}"
    )


def whole(sections, is_quick, where):
    made = "Written by `scripts/bench`; [Benchmarks/](../Benchmarks/README.md) says what is measured how. " + where
    return wrapped(
        "\n\n".join(["# Benchmarks", made, summary(sections, is_quick)] + [part.text for part in sections]) + "\n"
    )


def wrapped(text):
    """With lines of at most 120 columns, all but those of tables."""
    return "\n".join(
        line
        if line.startswith("|")
        else textwrap.fill(
            line,
            120,
            subsequent_indent="  " if line.startswith("- ") else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


def into_readme(path, sections, where):
    """Puts the summary between the two markers."""
    text = wrapped(
        f"{summary(sections, is_quick=False)}\n\n{where} All figures: [docs/benchmarks.md](docs/benchmarks.md).\n"
    )
    with open(path) as file:
        readme = file.read()
    marked = re.compile(r"(<!-- benchmarks -->\n).*?(<!-- /benchmarks -->)", re.S)
    if not marked.search(readme):
        raise SystemExit(f"{path} has no <!-- benchmarks --> … <!-- /benchmarks -->")
    with open(path, "w") as file:
        file.write(marked.sub(lambda match: match[1] + text + match[2], readme))
