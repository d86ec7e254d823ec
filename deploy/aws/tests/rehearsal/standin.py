"""AWS on this machine: ministack, with authentication on, until the tests end."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

import boto3
import botocore.config

REGION = "eu-central-1"
ACCOUNT = "000000000000"
ROOT = pathlib.Path(__file__).resolve().parents[4]


# Where programs look for the authorities that they trust, on Debian and its kin, and on those of Red Hat.
AUTHORITIES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


class StandIn:
    """A running stand-in.

    With `probed` the probe finds the folder `events` in its environment, in which to leave what it was given.
    """

    def __init__(self, probed=True):
        program = shutil.which("ministack") or str(ROOT / ".build/servers/ministack/bin/ministack")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="boxoffice-aws-"))
        self.events = self.folder / "events"
        self.events.mkdir()
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        # The buckets refuse whoever comes without TLS.
        self.url = f"https://127.0.0.1:{self.port}"
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        self.certificate = str(certificate)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
             "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], check=True, capture_output=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
            "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1", "GATEWAY_PORT": str(self.port), "AUTH": "true",
            "IOT_MTLS_ENABLED": "0", "PERSIST_STATE": "0", "STATE_DIR": str(self.folder / "state"),
            "MINISTACK_REGION": REGION, "AWS_ENDPOINT_URL": self.url, "LOG_LEVEL": "INFO",
            "USE_SSL": "1", "MINISTACK_SSL_CERT": self.certificate, "MINISTACK_SSL_KEY": str(key),
            "TMPDIR": str(self.folder),
        }
        if probed:
            environment["BOXOFFICE_PROBE_EVENTS"] = str(self.events)
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(
            self.trusting(program), env=environment, stdout=self.log, stderr=self.log, cwd=self.folder)
        self.wait_for("ministack to answer", self.answers)

    def trusting(self, *command):
        """The command, run where this stand-in is among the authorities that programs trust. Its children are, too."""
        system = next(path for path in AUTHORITIES if os.path.exists(path))
        bundle = self.folder / "authorities.pem"
        if not bundle.exists():
            bundle.write_text(pathlib.Path(system).read_text() + pathlib.Path(self.certificate).read_text())
        inside = 'mount --bind "$0" "$1" && shift && exec "$@"'
        return ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", inside, bundle, system, *command]

    def answers(self):
        assert self.process.poll() is None, f"ministack ended:\n{self.tail()}"
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def client(self, service, credentials=None, region=REGION, url=None):
        """A client of root, or of credentials that STS gave."""
        keys = credentials or {"AccessKeyId": "test", "SecretAccessKey": "test", "SessionToken": None}
        return boto3.client(
            service, endpoint_url=url or self.url, verify=self.certificate, region_name=region,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"],
            config=botocore.config.Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}))

    def environment(self, credentials=None):
        """For programs that are to talk to it as root, or with credentials that STS gave."""
        keys = credentials or {"AccessKeyId": "test", "SecretAccessKey": "test"}
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "AWS_ENDPOINT_URL": self.url,
            "AWS_CA_BUNDLE": self.certificate, "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"], "AWS_REGION": REGION}
        return environment | ({"AWS_SESSION_TOKEN": credentials["SessionToken"]} if credentials else {})

    def wait_for(self, what, condition, seconds=60):
        """What `condition` returns, once it is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if result := condition():
                return result
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds} s for {what}\n{self.tail()}")

    def pause(self, seconds):
        """Where there is no event to wait for: that nothing comes."""
        time.sleep(seconds)

    def tail(self):
        self.log.flush()
        return "\n".join((self.folder / "log").read_text(errors="replace").splitlines()[-25:])

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
