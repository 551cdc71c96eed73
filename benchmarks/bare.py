"""The peer: one Flask route that does nothing, on the same server."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
@app.post("/")
def nothing() -> dict[str, str]:
    return {"status": "ok"}
