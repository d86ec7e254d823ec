"""An OpenID Connect issuer for tests: discovery, a key set, and tokens with any claims by any of its keys.

    oidc-issuer.py PORT

POST /_mint  {"alg": "RS256", "claims": {…}, "header": {…}}   a signed token; header overrides what is right
POST /_rotate                                                   new keys; the old ones are withdrawn
"""

import base64
import hashlib
import hmac
import json
import sys
import uuid
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

# Every issuer still calls it EdDSA.
warnings.filterwarnings("ignore", message="EdDSA")

PORT = int(sys.argv[1])
ISSUER = f"http://127.0.0.1:{PORT}"
ALGORITHMS = ["RS256", "RS512", "ES256", "EdDSA"]


def new_keys():
    def parameters(algorithm):
        return {"use": "sig", "alg": algorithm, "kid": uuid.uuid4().hex}

    rsa = RSAKey.generate_key(2048, {"use": "sig", "kid": uuid.uuid4().hex})
    return {
        # One key for both, as issuers have it that do not say what a key is for.
        "RS256": rsa,
        "RS512": rsa,
        "ES256": ECKey.generate_key("P-256", parameters("ES256")),
        "EdDSA": OKPKey.generate_key("Ed25519", parameters("EdDSA")),
    }


keys = new_keys()


def published():
    """The public keys, among others that are of no use to anybody who checks tokens."""
    useful = {key.kid: key.as_dict(private=False) for key in keys.values()}
    encryption = RSAKey.generate_key(2048, {"use": "enc", "alg": "RSA-OAEP", "kid": "encryption"})
    return [
        encryption.as_dict(private=False),
        {"kty": "oct", "kid": "secret", "k": "AAAA"},
        {"kty": "lattice", "kid": "future", "alg": "ML-DSA-65"},
        {"kid": "no type at all"},
        *useful.values(),
    ]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def mint(algorithm, claims, header):
    key = keys["RS256" if algorithm in ("HS256", "none") else algorithm]
    protected = {"alg": algorithm, "typ": "at+jwt", "kid": key.kid, **header}
    protected = {name: value for name, value in protected.items() if value is not None}
    payload = json.dumps(claims)
    if algorithm in ("HS256", "none"):
        # No library makes these: a token without a signature, and one signed with the public key as a secret, which fools
        # whoever takes the token's word for its algorithm.
        text = f"{base64url(json.dumps(protected).encode())}.{base64url(payload.encode())}"
        signature = hmac.new(key.as_pem(private=False), text.encode(), hashlib.sha256).digest()
        return f"{text}.{base64url(signature) if algorithm == 'HS256' else ''}"
    registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    return jws.serialize_compact(protected, payload, key, registry=registry)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/.well-known/openid-configuration":
            self.answer(200, {"issuer": ISSUER, "jwks_uri": ISSUER + "/jwks"})
        elif self.path == "/jwks":
            self.answer(200, {"keys": published()})
        else:
            self.answer(404, {})

    def do_POST(self):
        global keys
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/_rotate":
            keys = new_keys()
            self.answer(200, {})
        elif self.path == "/_mint":
            order = json.loads(body)
            self.answer(200, {"token": mint(order["alg"], order["claims"], order.get("header", {}))})
        else:
            self.answer(404, {})

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
