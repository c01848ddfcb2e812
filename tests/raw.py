"""Requests as bytes: an HTTP client would put right what these are about."""

import http.client
import random
import socket
from urllib.parse import urlsplit

from tests.server import Answer, Server

SECONDS = 20


def connection(server: Server) -> socket.socket:
    """A connection to a server, on which nothing has been said."""
    name, port = urlsplit(server.url).netloc.split(":")
    return socket.create_connection((name, int(port)), timeout=SECONDS)


def send(server: Server, request: bytes, method: str = "GET") -> Answer:
    """Send bytes and read the first answer; several headers of one name are joined by line ends."""
    with connection(server) as opened:
        opened.sendall(request)
        response = http.client.HTTPResponse(opened, method=method)
        response.begin()
        names = {name.lower() for name in response.headers}
        headers = {name: "\n".join(response.headers.get_all(name) or ()) for name in names}
        return Answer(response.status, headers, response.read())


def ask(server: Server, target: str, *lines: str, method: str = "GET", host: str | None = None) -> Answer:
    """Ask for exactly that target, with more header lines; each comes from another client, as far as the
    limit of the gate knows.
    """
    head = (
        f"{method} {target} HTTP/1.1",
        f"Host: {urlsplit(server.url).netloc if host is None else host}",
        f"X-Forwarded-For: 198.18.{random.randrange(256)}.{random.randrange(256)}",  # noqa: S311
        "Connection: close",
        *lines,
    )
    return send(server, "\r\n".join([*head, "", ""]).encode("utf-8", "surrogateescape"), method)
