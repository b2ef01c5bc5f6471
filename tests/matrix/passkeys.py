"""A passkey as a browser would have registered it, so that pages which read it can."""

import json

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from accounts.models import User

PRESENT_WITH_CREDENTIAL = 0x41


def make_passkey(user: User) -> Authenticator:
    """Write one for a person."""
    number = f"passkey {user.pk}".encode()
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(b"\0" * 16, number, key)
    shown = AuthenticatorData.create(b"\0" * 32, PRESENT_WITH_CREDENTIAL, 0, credential)
    client = {"type": "webauthn.create", "challenge": "AAAA", "origin": "https://testserver"}
    registered = {
        "id": websafe_encode(number),
        "rawId": websafe_encode(number),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(json.dumps(client).encode()),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", shown, {}))),
        },
    }
    data = {"name": "Phone", "passwordless": True, "credential": registered}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
