"""An OpenID Connect provider of the tests' own, over loopback: it signs whoever is asked for in."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "kotae", "not-a-secret"


class Provider:
    """The provider. What is in `claims` is said of whoever signs in; `forge` changes an ID token before it is signed."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "person-1", "name": "Mei Tanaka", "email": "mei@shop.example"}
        self.forge: dict[str, Any] = {}
        self.issuer = ""
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.signing = self.key
        self._codes: dict[str, dict[str, str]] = {}

    def app(self) -> Flask:
        app = Flask(__name__)

        @app.get("/.well-known/openid-configuration")
        def configuration() -> ResponseReturnValue:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }

        @app.get("/keys")
        def keys() -> ResponseReturnValue:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize() -> ResponseReturnValue:
            asked = request.args.to_dict()
            assert asked["code_challenge_method"] == "S256"
            code = secrets.token_urlsafe()
            self._codes[code] = asked
            return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

        @app.post("/token")
        def token() -> ResponseReturnValue:
            given = {name: values[0] for name, values in parse_qs(request.get_data(as_text=True)).items()}
            asked = self._codes.pop(given["code"])
            digest = hashlib.sha256(given["code_verifier"].encode()).digest()
            assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
            now = int(time.time())
            claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"], **self.claims}
            signed = jwt.encode({"alg": "RS256", "kid": "one"}, {**claims, **self.forge}, self.signing)
            return (
                json.dumps({"access_token": "x", "token_type": "Bearer", "id_token": signed}),
                200,
                {"Content-Type": "application/json"},
            )

        return app


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider, as long as the block runs."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield provider
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
