"""One company's years: requests per second and latency under 64 connections, against what else could serve them."""

import contextlib, http.client, random, re, sqlite3

from .measure import Server, free_port, median, run
from .report import Goal, Section, milliseconds, table

SECONDS = 6
PATH = "/v1/default/companies/@/years"
# The fastest way to ask Datasette for the same rows: a bare array; no counts, facets or suggestions beside it.
DATASETTE_PATH = "/000001/company_years.json?company_id__exact=@&_shape=array&_nocount=1&_nofacet=1&_nosuggest=1"


def api(setup):
    data = setup.fresh("api-data")
    run(setup.ingest(setup.sample(), data))
    one, candidates = pick_companies(data)
    ids = some(candidates)
    with serving(setup, data) as server:
        bodies = {company: get(server.port, PATH.replace("@", str(company))) for company in [one] + ids}
        tag = bodies[one].headers["ETag"]
        unchanged = get(server.port, PATH.replace("@", str(one)), {"If-None-Match": tag}, status=304)
        if unchanged.body:
            raise SystemExit("a 304 has a body")
    size_of_one = len(bodies[one].body)
    size_of_many = round(sum(len(bodies[company].body) for company in ids) / len(ids))

    def ours(companies, tag=None):
        with serving(setup, data) as server:
            return load(setup, server.port, PATH, companies, tag)

    def hummingbird(size):
        body, port = setup.path("body.json"), free_port()
        with open(body, "wb") as file:
            file.write((bodies[one].body * (1 + size // size_of_one))[:size])
        with Server([setup.constant, str(port), body], port, setup.path("hummingbird.log")):
            return load(setup, port, "/", [one])

    def datasette(companies):
        port = free_port()
        command = [setup.datasette, "serve", "-i", edition_path(data), "-h", "127.0.0.1", "-p", str(port)]
        with Server(command, port, setup.path("datasette.log")):
            rows = get(port, DATASETTE_PATH.replace("@", str(one))).body.count(b'"company_id"')
            if rows != bodies[one].body.count(b'"year"'):
                raise SystemExit(f"Datasette answers {rows} years for company {one}, boxoffice others")
            return load(setup, port, DATASETTE_PATH, companies)

    cases = {
        "`boxoffice`, one company": lambda: ours([one]),
        f"Hummingbird, a constant body of {size_of_one:,} bytes": lambda: hummingbird(size_of_one),
        f"`boxoffice`, {len(ids)} companies": lambda: ours(ids),
        f"Hummingbird, a constant body of {size_of_many:,} bytes": lambda: hummingbird(size_of_many),
        "`boxoffice`, one company, 304": lambda: ours([one], tag),
        f"Datasette, {len(ids)} companies": lambda: datasette(ids),
    }
    rounds = [[case() for case in cases.values()] for _ in range(setup.runs)]
    columns = list(zip(*rounds))
    rows = [
        [
            name,
            f"{median([done.rate for done in loads]):,.0f}",
            milliseconds(median([done.p50 for done in loads])),
            milliseconds(median([done.p99 for done in loads])),
        ]
        for name, loads in zip(cases, columns)
    ]
    single, constant_single, many, constant_many, unchanged, peer = columns
    share = lambda own, other: median([a.rate / b.rate for a, b in zip(own, other)])
    p99 = max(median([done.p99 for done in loads]) for loads in (single, many, unchanged))
    of_single, of_many, of_unchanged, of_peer = (
        share(single, constant_single),
        share(many, constant_many),
        share(unchanged, single),
        share(many, peer),
    )
    return Section(
        "## Answer\n\nOne company's years: `wrk -t1 -c64`, one process of the server, all on the same cores.\n\n"
        + table(["", "requests/s", "p50", "p99"], rows),
        [
            Goal(
                "one company's years: at least 0.9 of Hummingbird with a constant body",
                f"{of_single:.2f}",
                of_single >= 0.9,
            ),
            Goal(f"the same of {len(ids)} companies", f"{of_many:.2f}", of_many >= 0.9),
            Goal("p99 of these under 5 ms", milliseconds(p99), p99 < 5),
            Goal("a 304 at least as fast as a 200", f"{of_unchanged:.2f}", of_unchanged >= 1),
            Goal("at least 25 times Datasette", f"{of_peer:.0f} times", of_peer >= 25),
        ],
    )


def edition_path(data):
    return f"{data}/database/default/editions/000001.sqlite"


def pick_companies(data):
    """The company with the number of years nearest to 30, and all with 10 to 40."""
    with contextlib.closing(sqlite3.connect(f"file:{edition_path(data)}?mode=ro", uri=True)) as edition:
        years = edition.execute("SELECT company_id, COUNT(*) FROM company_years GROUP BY 1 ORDER BY 1").fetchall()
    one = min(years, key=lambda row: (abs(row[1] - 30), row[0]))[0]
    return one, [company for company, count in years if 10 <= count <= 40]


def some(companies):
    """500 of them, the same in each sitting."""
    return random.Random(7).sample(companies, min(500, len(companies)))


def serving(setup, data):
    port = free_port()
    return Server(
        [
            # Thousands of answers are asked for before they are kept, all by one client.
            "env",
            "BOXOFFICE_API_RATE_LIMIT=none",
            setup.boxoffice,
            "serve",
            "--data-dir",
            data,
            "--port",
            str(port),
            "--admin-port",
            str(free_port()),
            "--log-level",
            "warning",
        ],
        port,
        setup.path("serve.log"),
    )


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()


def get(port, path, headers={}, status=200, connection=None):
    """The answer to one request; any other status ends the run."""
    own = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    own.request("GET", path, headers=headers)
    answer = Answer(own.getresponse())
    if not connection:
        own.close()
    if answer.status != status:
        raise SystemExit(f"{path} answered {answer.status} instead of {status}: {answer.body.decode(errors='replace')}")
    return answer


class Load:
    """What wrk says: requests/s, and latencies in milliseconds."""

    def __init__(self, output):
        unit = {"us": 0.001, "ms": 1, "s": 1000}
        latency = {
            percent: float(value) * unit[suffix]
            for percent, value, suffix in re.findall(r"^\s+(\d+)%\s+([\d.]+)(us|ms|s)$", output, re.M)
        }
        self.rate, self.p50, self.p99 = (
            float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),
            latency["50"],
            latency["99"],
        )


def load(setup, port, path, companies, tag=None):
    """`@` in the path stands for a company. Every answer must be a good one."""
    ids = setup.path("companies.txt")
    with open(ids, "w") as file:
        file.write("\n".join(map(str, companies)) + "\n")
    wrk = lambda seconds: run(
        [
            "wrk",
            "-t1",
            "-c64",
            f"-d{seconds}s",
            "--latency",
            "-s",
            setup.peer("companies.lua"),
            f"http://127.0.0.1:{port}",
            "--",
            path,
            ids,
        ]
        + ([tag] if tag else [])
    )[1]
    # Once for what is made on first use, once to count.
    wrk(1)
    output = wrk(1 if setup.quick else SECONDS)
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{path} on port {port} had failures:\n{output}")
    return Load(output)
