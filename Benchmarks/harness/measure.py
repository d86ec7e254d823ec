"""Running commands and servers, and what the operating system says of each finished process."""

import dataclasses, math, os, random, signal, socket, statistics, subprocess, time

# Nothing that is set for another purpose may change what is measured: no variable, no boxoffice.yaml in the folder.
APART = {"env": {name: value for name, value in os.environ.items() if not name.startswith("BOXOFFICE_")}, "cwd": "/"}


@dataclasses.dataclass
class Run:
    """One run of a command: seconds of wall clock and of both kinds of CPU, and peak memory in MB (10^6 bytes)."""

    wall: float
    cpu: float
    memory: float


def run(command):
    """Runs a command to its end: (Run, output). The output is shown only if it fails."""
    # What the command before has left to write would be waited for by the first fsync of this one.
    os.sync()
    begun = time.monotonic()
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **APART
    )
    try:
        output = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{output}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6), output


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


def ratio(ours, theirs):
    """The median of the ratios of wall clocks pair by pair: what drifts, drifts for both."""
    return median([a.wall / b.wall for a, b in zip(ours, theirs, strict=True)])


def exponent(points):
    """The slope of the least-squares line through (log size, log seconds): 1 is linear."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mean_x, mean_y = statistics.mean(xs), statistics.mean(ys)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)


def free_port():
    """A free loopback port below those that connections come from (32768 and up): whoever polls such a port before the
    server has it may meet itself there."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Server:
    """A server on a loopback port: up when the block begins, stopped by its own process id when it ends."""

    def __init__(self, command, port, log):
        self.command, self.port, self.log = command, port, log

    def __enter__(self):
        with open(self.log, "wb") as output:
            self.begun = time.monotonic()
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **APART
            )
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", self.port)).close()
                    return self
                except OSError:
                    if self.process.poll() is not None or time.monotonic() - self.begun > 60:
                        raise SystemExit(f"no server on port {self.port}; {self.log} says why") from None
                    time.sleep(0.001)
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise SystemExit(f"{self.command[0]} did not stop within 30 s of SIGTERM") from None

    def peak_memory(self):
        """MB, the highest so far."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024 / 1e6
