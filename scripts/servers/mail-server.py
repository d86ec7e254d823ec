"""A mail server for tests, on 127.0.0.1: aiosmtpd with STARTTLS, AUTH and a certificate of an authority of its own.

    mail-server.py FOLDER PORT [starttls|tls|open|no-starttls] [AUTH-MECHANISM]

FOLDER gets ca.pem and, for each mail that was taken, mails/N.json as Python's own parser reads it. The user is "hub", the
password "secret pass"; with "open" and "no-starttls" there is none. What it does is chosen by the recipient: nobody@… is
refused with 550, flaky@… is put off with 451 every other time, lost@… has its mail taken and hears nothing of it, once.
"""

import asyncio
import email
import email.policy
import json
import os
import pathlib
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

folder, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
mode = sys.argv[3] if len(sys.argv) > 3 else "starttls"
mechanism = sys.argv[4] if len(sys.argv) > 4 else None


class Handler:
    """Keeps what it takes."""

    def __init__(self):
        self.count = len(list((folder / "mails").glob("*.json")))
        self.attempts = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        attempt = self.attempts[address] = self.attempts.get(address, 0) + 1
        if address.startswith("flaky@") and attempt % 2 == 1:
            return "451 4.3.0 try later"
        self.keep(session, envelope)
        if address.startswith("lost@") and attempt == 1:
            server.transport.abort()
        return "250 queued"

    def keep(self, session, envelope):
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        document = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "user": session.auth_data or "",
            "isEncrypted": session.ssl is not None or mode == "tls",
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "contentType": mail.get_content_type(),
            "parts": [
                {"type": part.get_content_type(), "text": part.get_content().replace("\r\n", "\n")}
                for part in mail.iter_parts()
            ],
            "defects": [str(defect) for part in mail.walk() for defect in part.defects],
            "longestLine": max(len(line) for line in envelope.original_content.split(b"\r\n")),
            "bareLineFeeds": envelope.original_content.replace(b"\r\n", b"").count(b"\n"),
        }
        self.count += 1
        temporary = folder / "next.json"
        temporary.write_text(json.dumps(document))
        os.replace(temporary, folder / "mails" / f"{self.count:04}.json")


def authenticate(server, session, envelope, mechanism, data):
    isRight = (data.login, data.password) == (b"hub", b"secret pass")
    return AuthResult(success=isRight, handled=False, auth_data=data.login.decode() if isRight else None)


async def main():
    (folder / "mails").mkdir(parents=True, exist_ok=True)
    certificate = folder / "server.pem"
    if not certificate.exists():
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "ca.pem"))
        authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    handler = Handler()
    hasUsers = mode in ("starttls", "tls")

    def make():
        return SMTP(
            handler,
            hostname="mail.test",
            tls_context=context if mode == "starttls" else None,
            require_starttls=mode == "starttls",
            authenticator=authenticate if hasUsers else None,
            auth_required=hasUsers,
            auth_require_tls=mode == "starttls",
            auth_exclude_mechanism=[m for m in ("PLAIN", "LOGIN") if mechanism and m != mechanism],
        )

    server = await asyncio.get_running_loop().create_server(
        make, "127.0.0.1", port, ssl=context if mode == "tls" else None
    )
    await server.serve_forever()


asyncio.run(main())
