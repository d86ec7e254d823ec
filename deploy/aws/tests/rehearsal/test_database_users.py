"""The SQL of docs/aws.md that makes the database's users, run as what RDS's administrator is: no superuser."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import unittest

from standin import ROOT

GUIDE = ROOT / "docs/aws.md"


class DatabaseUsers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not binaries and os.environ.get("BOXOFFICE_REQUIRE_SERVERS") != "1":
            raise unittest.SkipTest("PostgreSQL is missing: scripts/servers/postgresql")
        cls.folder = tempfile.mkdtemp(prefix="boxoffice-pg-", dir="/tmp")
        os.chmod(cls.folder, 0o755)  # The server becomes another user.
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            cls.port = str(listener.getsockname()[1])
        cls.server = subprocess.Popen(
            [ROOT / "scripts/servers/run-postgresql", binaries[-1], f"{cls.folder}/pg", cls.port], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert cls.server.stdout.readline() == "ready\n"
        cls.psql("postgres", "postgres", "CREATE ROLE boxoffice_admin LOGIN CREATEDB CREATEROLE")
        cls.psql("postgres", "postgres", "CREATE DATABASE boxoffice OWNER boxoffice_admin")
        sql = GUIDE.read_text().split("<<'SQL'\n")[1].split("\nSQL\n")[0]
        cls.psql("boxoffice_admin", "boxoffice", sql, STAGE_PASSWORD="stage's", API_PASSWORD="api\"s")

    @classmethod
    def tearDownClass(cls):
        cls.server.stdin.close()
        cls.server.wait(30)
        shutil.rmtree(cls.folder, ignore_errors=True)

    @classmethod
    def psql(cls, user, database, sql, **environment):
        run = subprocess.run(
            ["psql", "-qAtX", "-h", "localhost", "-p", cls.port, "-U", user, database], input=sql, text=True,
            capture_output=True, env={"PATH": os.environ["PATH"], "PGSSLMODE": "disable", "ON_ERROR_STOP": "1", **environment})
        return run.stdout.strip() if run.returncode == 0 and "ERROR" not in run.stderr else run.stderr

    def test_the_stages_make_tables_that_the_api_reads_and_cannot_write(self):
        self.assertEqual(self.psql("boxoffice", "boxoffice", """
            CREATE SCHEMA boxoffice_acme_1; CREATE TABLE boxoffice_acme_1.movies (id int);
            INSERT INTO boxoffice_acme_1.movies VALUES (42);"""), "")
        self.assertEqual(self.psql("boxoffice_api", "boxoffice", "SELECT id FROM boxoffice_acme_1.movies"), "42")
        for sql in ("DELETE FROM boxoffice_acme_1.movies", "CREATE SCHEMA mine", "DROP TABLE boxoffice_acme_1.movies"):
            self.assertRegex(self.psql("boxoffice_api", "boxoffice", sql), "permission denied|must be owner", sql)

    def test_nobody_else_connects(self):
        self.psql("postgres", "postgres", "CREATE ROLE stranger LOGIN")
        self.assertIn("permission denied", self.psql("stranger", "boxoffice", "SELECT 1"))

    def test_passwords_are_what_the_secrets_say(self):
        for role in ("boxoffice", "boxoffice_api"):
            self.assertIn("SCRAM-SHA-256", self.psql(
                "postgres", "postgres", f"SELECT rolpassword FROM pg_authid WHERE rolname = '{role}'"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
