"""One company's years: requests per second and latency under 64 connections, against what else could serve them."""
import contextlib, http.client, os, random, re, shutil, sqlite3, subprocess
from .measure import Server, free_port, median, run
from .report import table, verdict

SECONDS = 6


def api(setup):
    data = setup.path("api-data")
    shutil.rmtree(data, ignore_errors=True)
    run([setup.boxoffice, "ingest", setup.sample(), "--data-dir", data, "--log-level", "warning"])
    one, ids = pick_companies(data, setup)
    path = "/v1/default/companies/@/years"
    with serving(setup, data) as ours:
        body, tag = answer(ours.port, path.replace("@", str(one)))
        body_file = setup.path("constant-body.json")
        with open(body_file, "wb") as file:
            file.write(body)
    constant_port, datasette_port = free_port(), free_port()
    cases = {
        "`boxoffice`, one company": lambda: measure_ours(setup, data, path, [one]),
        "`boxoffice`, 500 companies": lambda: measure_ours(setup, data, path, ids),
        "`boxoffice`, one company, 304": lambda: measure_ours(setup, data, path, [one], tag),
        f"Hummingbird, a constant body of {len(body):,} bytes": lambda: measure(
            setup, [setup.constant, str(constant_port), body_file], constant_port, "/", [one]),
        "Datasette on the same table": lambda: measure(
            setup, [os.path.join(os.path.dirname(setup.python), "datasette"), "serve", "-i",
                    f"{data}/database/default/editions/000001.sqlite", "-h", "127.0.0.1", "-p", str(datasette_port)],
            datasette_port, "/000001/company_years.json?company_id__exact=@&_shape=array", ids),
    }
    results = {name: [] for name in cases}
    for _ in range(1 if setup.quick else setup.runs):
        for name, case in cases.items():
            results[name].append(case())
    shutil.rmtree(data)

    rate = {name: median([r[0] for r in done]) for name, done in results.items()}
    p99 = {name: median([r[2] for r in done]) for name, done in results.items()}
    single, many, unchanged, constant, datasette = results
    share = lambda name, other: median([a[0] / b[0] for a, b in zip(results[name], results[other])])
    rows = [[name, f"{rate[name]:,.0f}", f"{median([r[1] for r in done]):.2f} ms", f"{p99[name]:.2f} ms",
             f"{share(name, constant):.2f}"] for name, done in results.items()]
    return ("**Answer** one company's years: `wrk -t1 -c64`, one process, both on the same cores\n\n"
            + table(["", "requests/s", "p50", "p99", "of Hummingbird"], rows)
            + f"\n\nGoals: 0.9 of Hummingbird, {verdict(min(share(single, constant), share(many, constant)) >= 0.9)}; "
            f"p99 under 5 ms, {verdict(max(p99[single], p99[many]) < 5)}; a 304 as fast, "
            f"{verdict(share(unchanged, single) >= 1)}; 25 times Datasette, {verdict(share(many, datasette) >= 25)} "
            f"({share(many, datasette):.0f}).")


def pick_companies(data, setup):
    """The company with the number of years nearest to 30, and 500 drawn from those with 10 to 40."""
    with sqlite3.connect(f"file:{data}/database/default/editions/000001.sqlite?mode=ro", uri=True) as connection:
        years = connection.execute("SELECT company_id, COUNT(*) FROM company_years GROUP BY 1 ORDER BY 1").fetchall()
    candidates = [company for company, count in years if 10 <= count <= 40] or [company for company, _ in years]
    one = min(years, key=lambda row: (abs(row[1] - 30), row[0]))[0]
    return one, random.Random(7).sample(candidates, min(500, len(candidates)))


def answer(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}: {body.decode(errors='replace')}")
    return body, response.headers["ETag"]


@contextlib.contextmanager
def serving(setup, data):
    port = free_port()
    command = [setup.boxoffice, "serve", "--data-dir", data, "--port", str(port), "--admin-port", str(free_port()),
               "--log-level", "warning"]
    with Server(command, port, setup.path("serve.log")) as server:
        yield server


def measure_ours(setup, data, path, ids, tag=None):
    with serving(setup, data) as server:
        return load(setup, server.port, path, ids, tag)


def measure(setup, command, port, path, ids):
    with Server(command, port, setup.path("peer.log")):
        return load(setup, port, path, ids)


def load(setup, port, path, ids, tag=None):
    """(requests/s, p50, p99 in ms); `@` in the path stands for a company. Every answer must be a good one."""
    ids_file = setup.path("companies.txt")
    with open(ids_file, "w") as file:
        file.write("\n".join(map(str, ids)) + "\n")
    seconds = 1 if setup.quick else SECONDS
    command = ["wrk", "-t1", "-c64", f"-d{seconds}s", "--latency", "-s", setup.peer("companies.lua"),
               f"http://127.0.0.1:{port}", "--", path, ids_file] + ([tag] if tag else [])
    # Once for the connections and what is kept in memory, once to count.
    subprocess.run(command[:3] + ["-d1s"] + command[4:], check=True, capture_output=True)
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{' '.join(command)} had failures:\n{output}")
    milliseconds = {"us": 0.001, "ms": 1, "s": 1000}
    percentile = lambda which: next(
        float(value) * milliseconds[unit] for value, unit in re.findall(rf"^\s+{which}%\s+([\d.]+)(us|ms|s)", output, re.M))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), percentile(50), percentile(99)
