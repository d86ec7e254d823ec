"""Running commands and servers, and what the operating system says of each finished process."""
import dataclasses, os, signal, socket, statistics, subprocess, time


@dataclasses.dataclass
class Run:
    """One run of a command: seconds of wall clock and of both kinds of CPU, and peak memory in MiB."""
    wall: float
    cpu: float
    memory: float


def run(command, env=None):
    """Runs a command to its end; its output is shown only if it fails."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               env={**os.environ, **(env or {})})
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{output.decode(errors='replace')}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024), output.decode(errors="replace")


def in_turn(commands, runs):
    """Runs the commands A B C A B C …, after one round that is not counted; {name: [Run]}.

    `commands`: {name: function that makes ready and returns a command}."""
    results = {name: [] for name in commands}
    for round_number in range(runs + 1):
        for name, prepare in commands.items():
            result, _ = run(prepare())
            if round_number > 0:
                results[name].append(result)
    return results


def median(values):
    return statistics.median(values)


def ratio(ours, theirs, field="wall"):
    """The median of the ratios pair by pair: what drifts, drifts for both."""
    return median([getattr(a, field) / getattr(b, field) for a, b in zip(ours, theirs)])


def exponent(points):
    """The slope of the least-squares line through (log size, log seconds): 1 is linear."""
    import math
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A server on a free loopback port, stopped by its own process id when the block ends."""

    def __init__(self, command, port, log):
        self.port, self.log = port, log
        self.begun = time.monotonic()
        with open(log, "wb") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def __enter__(self):
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except OSError:
                if self.process.poll() is not None or time.monotonic() - self.begun > 60:
                    self.__exit__()
                    raise SystemExit(f"no server on port {self.port}; {self.log} says why")
                time.sleep(0.001)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def peak_memory(self):
        """MiB, the highest so far."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
