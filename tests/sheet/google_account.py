"""A service account for the Sheets emulator, and connections that it makes."""

import json
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from google.auth.credentials import Credentials

from outreach.files.google_keys import read_google_key
from outreach.sheet.gsheets.connection import Connection
from outreach.sheet.gsheets.login import google_credentials
from tests.emulators.sheets import SheetsEmulator

PLACE = "config/outreach.toml: [sheet]"
ACCOUNT = "outreach@sample-practice.iam.gserviceaccount.example"


@cache
def private_key() -> str:
    """Return a key of our own making, which opens nothing."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def write_key_file(path: Path, google: SheetsEmulator) -> Path:
    """Write the key file of a service account whose tokens the emulator gives."""
    info = {
        "type": "service_account",
        "project_id": "sample-practice",
        "private_key_id": "1",
        "private_key": private_key(),
        "client_email": ACCOUNT,
        "client_id": "1",
        "token_uri": f"{google.url}/token",
    }
    path.write_text(json.dumps(info), "utf-8")
    return path


def login(path: Path) -> Credentials:
    """Return the credentials of a key file."""
    place = f"{PLACE} credentials"
    return google_credentials(read_google_key(path, place=place, shown="key.json"), place=place)


def connect(key: str, google: SheetsEmulator, folder: Path) -> Connection:
    """Return a connection to a spreadsheet of the emulator's; it does not wait between tries."""
    path = write_key_file(folder / "service_account.json", google)
    credentials = login(path)
    return Connection(
        key,
        credentials,
        place=f"{PLACE} spreadsheet",
        emulator=google.host,
        pause=lambda _: None,
    )
