"""Programs read a private ledger by an ID token, and by no token that the provider did not issue to it."""

import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from peace_ledger import id_tokens
from tests.provider import ALLOWED, private, providing
from tests.server import Answer, Server

TABLE = "/api/v1/tables/reactions.csv"
ISSUER, CLIENT = "https://provider.example.org", "ledger"
DAY = 24 * 3600
KEY, OTHER_KEY = RSAKey.generate_key(2048), RSAKey.generate_key(2048)
PROVIDER = id_tokens._Provider(ISSUER, KeySet([KEY]))


def signed(key: Any = KEY, alg: str = "RS256", **changes: Any) -> str:
    """A token that is right, but for the changes; a claim that is None is left out."""
    now = int(time.time())
    right = {"iss": ISSUER, "aud": CLIENT, "sub": "anna", "iat": now, "exp": now + 600}
    claims = {name: value for name, value in (right | changes).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": KEY.kid}, claims, key, algorithms=[alg])


def checked(token: str) -> Any:
    return id_tokens._checked(token, PROVIDER, CLIENT, DAY)


def by_hand(header: dict[str, Any], claims: str, secret: bytes) -> str:
    """A token signed by HMAC whatever its header says, as no honest library would."""
    signed_part = f"{urlsafe(json.dumps(header).encode())}.{claims}"
    return f"{signed_part}.{urlsafe(hmac.digest(secret, signed_part.encode(), 'sha256'))}"


def urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


# What a token must be


@pytest.mark.parametrize("changes", [{}, {"aud": ["other", CLIENT]}, {"azp": CLIENT}, {"email": "a@b.org"}])
def test_a_right_token_tells_its_claims(changes: dict[str, Any]) -> None:
    assert checked(signed(**changes))["sub"] == "anna"


NOW = int(time.time())
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "expired": ({"exp": NOW - 60}, "it has expired"),
    "never expires": ({"exp": None}, "its claim exp"),
    "expires in words": ({"exp": "tomorrow"}, "its claim exp"),
    "of another issuer": ({"iss": "https://elsewhere.example.org"}, "its claim iss"),
    "of no issuer": ({"iss": None}, "its claim iss"),
    "for somebody else": ({"aud": "other"}, "its claim aud"),
    "for several, none of them us": ({"aud": ["other", "ledgers"]}, "its claim aud"),
    "for nobody": ({"aud": None}, "its claim aud"),
    "given to another program": ({"aud": [CLIENT, "other"], "azp": "other"}, "its claim azp"),
    "of the future": ({"iat": NOW + 3600}, "its claim iat"),
    "not yet valid": ({"nbf": NOW + 3600}, "its claim nbf"),
    "of no time": ({"iat": None}, "its claim iat"),
    "older than a sign-in may be": ({"iat": NOW - DAY - 60, "exp": NOW + DAY}, "more than 24 hours ago"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_with_wrong_claims_is_refused_by_name(wrong: str) -> None:
    changes, reason = WRONG[wrong]
    with pytest.raises(id_tokens.Refused, match=reason):
        checked(signed(**changes))


def test_a_token_that_the_provider_did_not_sign_is_refused() -> None:
    header, claims, signature = signed().split(".")
    forged = [
        signed(OTHER_KEY),
        by_hand({"alg": "HS256", "kid": KEY.kid}, claims, KEY.as_pem(private=False)),
        by_hand({"alg": "HS256", "kid": KEY.kid, "jwk": OTHER_KEY.as_dict(private=False)}, claims, b"secret"),
        f"{by_hand({'alg': 'none', 'kid': KEY.kid}, claims, b'').rpartition('.')[0]}.",
        by_hand({"alg": "none"}, claims, b""),
        f"{header}.{claims}.",
        f"{header}.{signed(sub='boris').split('.')[1]}.{signature}",
        f"{header}.{claims}.{signature}.{signature}",
    ]
    for token in forged:
        with pytest.raises(id_tokens.Refused, match="no token that this ledger's provider has signed"):
            checked(token)


RIGHT = signed()


@given(
    some.text() | some.integers(0, len(RIGHT) - 1) | some.binary().map(lambda data: data.decode("latin-1"))
)
def test_whatever_else_is_sent_is_refused(sent: str | int) -> None:
    token = sent
    if isinstance(sent, int):
        # The last sign of each part has bits that say nothing.
        token = RIGHT[:sent] + ("A" if RIGHT[sent] != "A" else "z") + RIGHT[sent + 1 :]
    if isinstance(sent, int) and RIGHT[sent + 1 : sent + 2] in ("", "."):
        return
    with pytest.raises(id_tokens.Refused):
        checked(str(token))


def test_a_provider_that_does_not_answer_is_not_asked_again_at_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    section = {"client_id": CLIENT, "server_metadata_url": "http://127.0.0.1:9/none"}
    monkeypatch.setattr(id_tokens, "get_secrets_auth_section", lambda: section)
    for _ in range(3):
        with pytest.raises(id_tokens.Unreachable):
            id_tokens.claims_of(RIGHT, DAY)
    assert caplog.text.count("cannot be had") == 1


def test_providers_are_those_with_a_client_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    one = {"client_id": "a"}
    for section, names in (
        ({}, []),
        ({"client_id": "a", "client_kwargs": {"prompt": "login"}}, ["default"]),
        ({"redirect_uri": "x", "north": one, "south": one}, ["north", "south"]),
        ({"client_id": "a", "north": one}, ["default", "north"]),
    ):
        monkeypatch.setattr(id_tokens, "get_secrets_auth_section", lambda section=section: section)
        assert list(id_tokens.registered()) == names


# With a real provider and a real server


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    """A provider, and a ledger for a domain and a group of it."""
    folder = tmp_path_factory.mktemp("private")
    with providing(folder / "provider.txt") as provider, private(provider, folder, ALLOWED) as ledger:
        yield provider, ledger


def issued(provider: Server, person: str, client_id: str = CLIENT) -> str:
    """An ID token as a program gets it from the provider."""
    back = "http://127.0.0.1:1/back"
    asked = {"client_id": client_id, "redirect_uri": back, "response_type": "code", "scope": "openid email"}
    answer = httpx.post(f"{provider.url}/oauth2/authorize", params=asked, data={"sub": person})
    (code,) = parse_qs(urlsplit(answer.headers["location"]).query)["code"]
    grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    told = httpx.post(f"{provider.url}/oauth2/token", data=grant, auth=(client_id, "of this test"))
    return str(told.json()["id_token"])


def ask(ledger: Server, token: str, path: str = TABLE) -> Answer:
    return ledger.ask(path, authorization=f"Bearer {token}")


def test_a_program_reads_what_its_person_may(both: tuple[Server, Server]) -> None:
    provider, ledger = both
    token = issued(provider, "anna")
    for path in (TABLE, "/feed.atom", "/preview/reactions.png", "/api/v1/cite/reactions.txt"):
        answer = ask(ledger, token, path)
        assert answer.status == 200
        assert answer.headers["cache-control"] == "private, no-cache"
        assert "authorization" in answer.headers["vary"]
    assert b"Armenia" in ask(ledger, token).body
    assert json.loads(ask(ledger, token, "/healthz").body)["process"]
    # A page is for people.
    assert ask(ledger, token, "/reactions").status == 401


def test_a_program_of_somebody_who_is_not_let_in_stays_out(both: tuple[Server, Server]) -> None:
    provider, ledger = both
    for person in ("clara", "dora"):
        answer = ask(ledger, issued(provider, person))
        assert answer.status == 403
        assert b"Armenia" not in answer.body


def test_a_token_for_another_program_or_by_another_signer_opens_nothing(both: tuple[Server, Server]) -> None:
    provider, ledger = both
    now = int(time.time())
    forged = signed(iss=provider.url, email="anna@example.org", email_verified=True, iat=now)
    for token in (issued(provider, "anna", "other"), forged, "x", "a.b.c"):
        answer = ask(ledger, token)
        assert answer.status == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"] == 'Bearer realm="Peace Ledger", error="invalid_token"'
        assert answer.headers["cache-control"] == "no-store"
        assert json.loads(answer.body)["detail"].startswith("The token of this request was refused: it")
        assert b"Armenia" not in answer.body
    assert ledger.ask(TABLE, authorization="Basic YTpi").status == 401
    assert "Bearer" in ledger.ask(TABLE).headers["www-authenticate"]
