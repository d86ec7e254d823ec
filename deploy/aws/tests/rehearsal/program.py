"""The program on the stand-in: the package as its functions, with a real PostgreSQL, and the API beside them."""

import http.server
import json
import os
import pathlib
import queue
import shutil
import socket
import subprocess
import threading
import unittest
import urllib.error
import urllib.request
import zipfile

from stacks import STORE, bucket
from standin import ACCOUNT, REGION, ROOT

STAGES = ("validate", "parse", "seed", "notify")


def package_path():
    """The package that is rehearsed with: what REHEARSAL_PACKAGE names; scripts/test-aws makes one."""
    path = os.environ.get("REHEARSAL_PACKAGE")
    if path:
        return pathlib.Path(path)
    if os.environ.get("BOXOFFICE_REQUIRE_SERVERS") == "1":
        raise AssertionError("REHEARSAL_PACKAGE does not name the package; scripts/test-aws does")
    raise unittest.SkipTest("REHEARSAL_PACKAGE does not name a package of scripts/package-lambda")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """PostgreSQL with the users that docs/aws.md makes, who need the passwords that Secrets Manager has."""

    def __init__(self, aws, outputs):
        binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not binaries and os.environ.get("BOXOFFICE_REQUIRE_SERVERS") != "1":
            raise unittest.SkipTest("PostgreSQL is missing: scripts/servers/postgresql")
        aws.folder.chmod(0o755)  # The server becomes another user.
        self.folder = aws.folder / "pg"
        self.port = free_port()
        self.process = subprocess.Popen(
            [ROOT / "scripts/servers/run-postgresql", binaries[-1], self.folder, str(self.port)], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        ready = self.process.stdout.readline()
        assert ready == "ready\n", ready
        self.passwords = {
            name: json.loads(aws.client("secretsmanager").get_secret_value(SecretId=outputs[secret])["SecretString"])["password"]
            for name, secret in (("STAGE_PASSWORD", "StageSecret"), ("API_PASSWORD", "ApiSecret"))}
        self.psql("postgres", "postgres", "CREATE ROLE boxoffice_admin LOGIN CREATEDB CREATEROLE")
        self.psql("postgres", "postgres", "CREATE DATABASE boxoffice OWNER boxoffice_admin")
        sql = (ROOT / "docs/aws.md").read_text().split("<<'SQL'\n")[1].split("\nSQL\n")[0]
        self.psql("boxoffice_admin", "boxoffice", sql, **self.passwords)
        # From here on only by TLS and password, as at RDS.
        rules = self.folder / "data/pg_hba.conf"
        rules.write_text("hostssl boxoffice boxoffice,boxoffice_api all scram-sha-256\n"
                         "host boxoffice boxoffice,boxoffice_api all reject\n" + rules.read_text())
        self.psql("postgres", "postgres", "SELECT pg_reload_conf()")

    def psql(self, user, database, sql, **environment):
        run = subprocess.run(
            ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", "localhost", "-p", str(self.port), "-U", user, database], input=sql,
            text=True, capture_output=True, env={"PATH": os.environ["PATH"], "PGSSLMODE": "disable", **environment})
        assert run.returncode == 0, run.stderr
        return run.stdout.strip()

    def url(self, user):
        return (f"postgres://{user}@localhost:{self.port}/boxoffice?sslmode=verify-full"
                f"&sslrootcert={self.folder}/root.crt")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Program:
    """What an operator has after the steps of docs/aws.md: the functions at work, an API that answers, commands."""

    def __init__(self, aws, stacks, cleanup):
        self.aws, self.stacks, self.cleanup = aws, stacks, cleanup
        self.database = Server(aws, stacks.outputs)
        cleanup(self.database.stop)
        unpacked = aws.folder / "package"
        with zipfile.ZipFile(package_path()) as package:
            package.extractall(unpacked)
        for path in ("bootstrap", "lib/boxoffice", "lib/ld.so"):
            (unpacked / path).chmod(0o755)
        self.bootstrap = unpacked / "bootstrap"
        #: What the template gave each function.
        self.templates = {stage: self.variables(stage) for stage in STAGES}
        for stage in STAGES:
            self.configure(stage)

    # Functions

    def variables(self, stage):
        return self.aws.client("lambda").get_function_configuration(
            FunctionName=f"boxoffice-test-{stage}")["Environment"]["Variables"]

    def configure(self, stage, **more):
        """What differs from the template: where the database is, that functions share one /tmp here, and how long is waited,
        which production does not let be this short."""
        scratch = self.aws.folder / f"tmp-{stage}"
        changes = {"BOXOFFICE_DATA_DIR": str(scratch), "BOXOFFICE_ENVIRONMENT": "development"}
        known = self.templates[stage]
        if "BOXOFFICE_DATABASE" in known:
            changes["BOXOFFICE_DATABASE"] = self.database.url("boxoffice")
        if "BOXOFFICE_SETTLE" in known:
            changes["BOXOFFICE_SETTLE"] = "2s"
        if "BOXOFFICE_EDGE_DEADLINE" in known:
            changes["BOXOFFICE_EDGE_DEADLINE"] = "1s"
        self.aws.client("lambda").update_function_configuration(
            FunctionName=f"boxoffice-test-{stage}", Environment={"Variables": known | changes | more})

    def invoke(self, stage, event):
        answer = self.aws.client("lambda").invoke(
            FunctionName=f"boxoffice-test-{stage}", Payload=json.dumps(event).encode())
        return answer.get("FunctionError"), json.load(answer["Payload"])

    # Commands of the operator's

    def environment(self, provider="acme"):
        return self.aws.environment() | {
            "BOXOFFICE_STORE": f"s3://{STORE}/seeder", "BOXOFFICE_WATCHFOLDER": f"s3://{bucket(provider)}",
            "BOXOFFICE_DATABASE": self.database.url("boxoffice"), "BOXOFFICE_DATA_DIR": str(self.aws.folder / "operator"),
            "PGPASSWORD": self.database.passwords["STAGE_PASSWORD"], "BOXOFFICE_EDGE": "cloudfront",
            "BOXOFFICE_EDGE_URL": self.stacks.outputs["Distribution"], "BOXOFFICE_EDGE_DEADLINE": "1s"}

    def run(self, *arguments, environment=None):
        run = subprocess.run(
            self.aws.trusting(self.bootstrap, *arguments), env=environment or self.environment(), text=True,
            capture_output=True)
        assert run.returncode == 0, f"{arguments}: {run.returncode}\n{run.stdout}{run.stderr}"
        return run.stdout

    def add_provider(self, name):
        self.stacks.add_provider(name)
        self.run("provider", "add", name, environment=self.environment(name))
        return Provider(self, name)

    # The API

    def api_environment(self):
        """What an instance's script writes, with the rights of the instances' role, and of the API's own user of the database."""
        credentials = self.stacks.instance_credentials()
        return (self.aws.environment(credentials) | self.stacks.instance_configuration()
                | self.stacks.instance_secrets(credentials)
                | {"BOXOFFICE_DATABASE": self.database.url("boxoffice_api"), "BOXOFFICE_ADMIN_HOST": "127.0.0.1"})

    def on_one_machine(self, provider, zip):
        """Another API, over folders and SQLite, that serves the delivery; where it answers."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.aws.folder)}
        folder = str(self.aws.folder / f"alone-{provider}")
        self.run("ingest", str(zip), "--provider", provider, "--data-dir", folder, environment=environment)
        return self.serve(environment | {"BOXOFFICE_DATABASE": f"{folder}/database", "BOXOFFICE_STORE": f"{folder}/seeder"})

    def purged(self):
        """What was purged so far."""
        cloudfront, distribution = self.aws.client("cloudfront"), self.stacks.outputs["Distribution"]
        items = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"].get("Items", [])
        return [
            path for item in items
            for path in cloudfront.get_invalidation(DistributionId=distribution, Id=item["Id"])
            ["Invalidation"]["InvalidationBatch"]["Paths"]["Items"]]

    def serve(self, environment):
        """Starts the API; returns where it answers, once it does."""
        port, admin = free_port(), free_port()
        log = open(self.aws.folder / f"api-{port}", "wb")
        process = subprocess.Popen(
            self.aws.trusting(self.bootstrap, "serve"), stdout=log, stderr=log, env=environment | {
                "BOXOFFICE_PORT": str(port), "BOXOFFICE_ADMIN_PORT": str(admin),
                "BOXOFFICE_DATA_DIR": str(self.aws.folder / f"api-data-{port}")})

        def stop():
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.close()

        self.cleanup(stop)

        def ready():
            assert process.poll() is None, pathlib.Path(log.name).read_text()
            return get(f"http://127.0.0.1:{admin}/health/ready")[0] == 200

        self.aws.wait_for("the API", ready)
        return f"http://127.0.0.1:{port}"

    def delivery(self, name, *arguments):
        """A lifelike delivery."""
        path = self.aws.folder / f"{name}.zip"
        self.run("sample", "--out", str(path), "--movies", "300", "--ratings", "3000", *arguments)
        return path.read_bytes()


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


class Provider:
    """A provider with a bucket, a role and somebody who reads what its topic tells."""

    def __init__(self, program, name):
        self.program, self.aws, self.name = program, program.aws, name
        self.s3 = self.aws.client("s3", program.stacks.assume(name))
        self.inbox = Inbox(self.aws, f"inbox-{name}", f"boxoffice-test-to-{name}")

    def upload(self, zip):
        """The version of the upload."""
        return self.s3.put_object(Bucket=bucket(self.name), Key=f"{self.name}/data.zip", Body=zip)["VersionId"]

    def editions(self, api):
        status, body = get(f"{api}/v1/{self.name}/editions")
        return [edition["edition"] for edition in json.loads(body)["data"]] if status == 200 else []


class Inbox:
    """A queue that subscribes to a topic. Keeps all messages that it was sent."""

    def __init__(self, aws, name, topic):
        self.sqs = aws.client("sqs")
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
        self.queue = self.sqs.create_queue(QueueName=name, Attributes={"Policy": json.dumps({
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
                           "Resource": arn}]})})["QueueUrl"]
        aws.client("sns").subscribe(
            TopicArn=f"arn:aws:sns:{REGION}:{ACCOUNT}:{topic}", Protocol="sqs", Endpoint=arn)
        self.received = []

    def messages(self, kind=None):
        """What came so far: for each message what SNS says of it, with its attributes' values in place of them."""
        while batch := self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            for message in batch:
                told = json.loads(message["Body"])
                told["attributes"] = {
                    name: value["Value"] for name, value in told.get("MessageAttributes", {}).items()}
                self.received.append(told)
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return [told for told in self.received if kind in (None, told["attributes"].get("kind"))]


class Initialization:
    """A Runtime API that gives no event: says whether a function comes to ask for one, or why not."""

    def __init__(self):
        outcomes = self.outcomes = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def do_GET(self):
                outcomes.put("ready")
                self.send_error(500)

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outcomes.put(f"{body['errorType']}: {body['errorMessage']}")
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def of(self, command, environment):
        process = subprocess.Popen(
            command, env=environment | {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.server.server_address[1]}"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return self.outcomes.get(timeout=60)
        finally:
            process.kill()
            process.wait()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
