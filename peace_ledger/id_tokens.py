"""ID tokens, by which programs read a private ledger: each is checked against the provider that Streamlit is
set up for.
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cachetools import TTLCache, cached
from streamlit.auth_util import get_secrets_auth_section

if TYPE_CHECKING:
    # Needed by private ledgers only, and installed for these.
    from joserfc.jwk import KeySet

Claims = Mapping[str, Any]
"""What the provider says of who has signed in."""

ASKED_AGAIN = 60
"""Seconds for which a provider's keys hold, or its silence: no flood of tokens is one of requests to it."""

# Only such as need the provider's private key: with HS256 whoever knows the public one could sign.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
_LEEWAY = 30
_TIMEOUT = 5
_LOG = logging.getLogger(__name__)


class Refused(Exception):
    """A token that opens nothing; the message says why."""


class Unreachable(Exception):
    """The provider's keys cannot be had now; asking again later helps."""


@dataclass(frozen=True)
class _Provider:
    issuer: str
    keys: "KeySet"


def registered() -> dict[str, Mapping[str, Any]]:
    """What Streamlit's secrets say of each provider, by its name; `default` is the one without a name."""
    section: Mapping[str, Any] = get_secrets_auth_section()
    named = {name: value for name, value in section.items() if isinstance(value, Mapping)}
    return {name: one for name, one in {"default": section, **named}.items() if one.get("client_id")}


def claims_of(token: str, seconds: int) -> Claims:
    """What an ID token says, where one of the providers issued it to this ledger, not longer ago than so many
    seconds, and it has not expired. Raises Refused and Unreachable.
    """
    refusal: Exception = Refused("no provider is set up")
    for one in registered().values():
        provider = _provider(one.get("server_metadata_url", ""))
        try:
            if provider is not None:
                return _checked(token, provider, one["client_id"], seconds)
            refusal = Unreachable()
        except Refused as reason:
            # Another provider that does not answer may be the one that issued it.
            refusal = refusal if isinstance(refusal, Unreachable) else reason
    raise refusal


def _checked(token: str, provider: _Provider, client_id: str, seconds: int) -> Claims:
    from joserfc import errors, jwt

    registry = jwt.JWTClaimsRegistry(
        leeway=_LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": client_id},
        azp={"value": client_id},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        claims = jwt.decode(token, provider.keys, algorithms=_ALGORITHMS).claims
        registry.validate(claims)
    except errors.ExpiredTokenError:
        raise Refused("it has expired") from None
    except errors.ClaimError as fault:
        raise Refused(f"its claim {fault.claim} is missing or not what it must be") from None
    except (errors.JoseError, ValueError):
        raise Refused("it is no token that this ledger's provider has signed") from None
    if claims["iat"] < time.time() - seconds:
        raise Refused(f"it was issued more than {seconds // 3600} hours ago")
    return claims


@cached(TTLCache(16, ASKED_AGAIN), condition=threading.Condition())
def _provider(metadata_url: str) -> _Provider | None:
    """The provider by its metadata; None where it does not answer as it should."""
    import httpx
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        with httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as client:
            metadata = client.get(metadata_url).raise_for_status().json()
            keys = client.get(metadata["jwks_uri"]).raise_for_status().json()
        return _Provider(metadata["issuer"], KeySet.import_key_set(keys))
    except (httpx.HTTPError, JoseError, ValueError, LookupError, TypeError) as fault:
        _LOG.error("The keys of the provider at %s cannot be had: %s", metadata_url, fault)
        return None
