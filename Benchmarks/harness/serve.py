"""How soon `serve` answers, how much memory it takes under load, and whether the first request after a publish waits."""
import http.client, os, shutil, time
from .api import load, pick_companies, serving
from .measure import Server, free_port, median, run
from .report import verdict


def serve(setup):
    data = edition(setup)
    _, ids = pick_companies(data, setup)
    starts = []
    for _ in range(1 if setup.quick else 20):
        port = free_port()
        with Server(serve_command(setup, data, port), port, setup.path("serve.log")) as server:
            status, _ = get(port, "/v1/default")
            assert status == 200, status
            starts.append(time.monotonic() - server.begun)
    with serving(setup, data) as server:
        load(setup, server.port, "/v1/default/companies/@/years", ids)
        load(setup, server.port, "/v1/default/companies/@/years?from=1950", ids)
        memory = server.peak_memory()
        first, warm, cold = after_publish(setup, data, server.port, ids)
    shutil.rmtree(data)
    milliseconds = lambda values: f"{median(values) * 1000:.2f} ms (at most {max(values) * 1000:.2f})"
    return (f"**Serve** a full-size edition\n\n"
            f"- The first answer comes {milliseconds(starts)} after the start, {len(starts)} starts; "
            f"the goal of 150 ms is {verdict(median(starts) < 0.15)}.\n"
            f"- Peak memory under load: {memory:.0f} MiB; the goal of 120 is {verdict(memory < 120)}.\n"
            f"- The first unpinned request after each of {len(first)} switches of the edition takes {milliseconds(first)}; "
            f"another one that is not in memory yet {milliseconds(cold)}, one that is {milliseconds(warm)}.")


def edition(setup):
    """A data directory with two editions."""
    data = setup.path("serve-data")
    shutil.rmtree(data, ignore_errors=True)
    for month in (0, 1):
        run([setup.boxoffice, "ingest", setup.sample(month=month), "--data-dir", data, "--log-level", "warning"])
    return data


def serve_command(setup, data, port):
    return [setup.boxoffice, "serve", "--data-dir", data, "--port", str(port), "--admin-port", str(free_port())]


def after_publish(setup, data, port, ids):
    """Seconds of the first request after each switch, of the same again, and of one that nobody asked for before."""
    first, warm, cold = [], [], []
    for number in range(2 if setup.quick else 20):
        run([setup.boxoffice, "rollback", str(1 + number % 2), "--data-dir", data, "--log-level", "warning"])
        path = f"/v1/default/companies/{ids[0]}/years"
        first.append(timed(port, path))
        warm.append(timed(port, path))
        cold.append(timed(port, f"/v1/default/companies/{ids[number + 1]}/years?from={1900 + number}"))
    return first, warm, cold


def timed(port, path):
    """Seconds of one request on a connection that is open already."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.connect()
    begun = time.monotonic()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    taken = time.monotonic() - begun
    connection.close()
    if response.status != 200:
        raise SystemExit(f"{path} answered {response.status}")
    return taken


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body
