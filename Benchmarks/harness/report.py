"""The report: Markdown, one section a part, kept in files so that parts can be run one by one."""
import datetime, os, platform, re, subprocess

ORDER = ["check", "ingest", "build", "scale", "api", "serve"]


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def seconds(value):
    return f"{value:.2f} s"


judging = True


def verdict(is_met):
    if not judging:
        return "not judged by a quick run"
    return "met" if is_met else "**not met**"


def machine():
    """What it ran on, without naming the machine."""
    with open("/proc/cpuinfo") as info:
        cpu = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    file_system = subprocess.run(["stat", "-f", "-c", "%T", "."], capture_output=True, text=True).stdout.strip()
    return (f"{os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, Linux {platform.release()}, {file_system}; "
            f"{datetime.date.today().isoformat()}")


def keep(folder, part, text):
    """Keeps the section of one part."""
    with open(f"{folder}/{part}.md", "w") as file:
        file.write(text.strip() + "\n")


def whole(folder, command, versions):
    sections = []
    for part in ORDER:
        if os.path.exists(f"{folder}/{part}.md"):
            sections.append(open(f"{folder}/{part}.md").read().strip())
    return f"`{command}` on {machine()}.\n{versions}\n\n" + "\n\n".join(sections) + "\n"


def into_readme(path, text):
    """Replaces what stands between the two markers."""
    readme = open(path).read()
    marked = re.compile(r"(<!-- benchmarks -->\n).*?(<!-- /benchmarks -->)", re.S)
    if not marked.search(readme):
        raise SystemExit(f"{path} has no <!-- benchmarks --> … <!-- /benchmarks -->")
    with open(path, "w") as file:
        file.write(marked.sub(lambda match: match[1] + text + match[2], readme))
