"""Every environment variable the product reads, typed; nonsense stops the start and says what to do."""

import sys
from functools import cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

BASE_DIR = Path(__file__).resolve().parent.parent
SECRETS = (
    "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SMS_URL", "OIDC_CLIENT_SECRET", "TELEGRAM_TOKEN",
    "BOUNCE_SECRET",
)  # fmt: skip
DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
REDIS_SCHEMES = ("redis", "rediss", "unix")
EMAIL_SCHEMES = ("console", "smtp", "smtps")
WEB_SCHEMES = ("http", "https")


class ConfigurationError(Exception):
    """The environment cannot be right; the message names the variable and what to do."""


class SecretFiles(EnvSettingsSource):
    """Reads a secret from the file that ``<NAME>_FILE`` points to, as container secrets are handed over."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the stripped content of the named file, or nothing when no file is named."""
        where = self.env_vars.get(f"{field_name.lower()}_file") if field_name.upper() in SECRETS else None
        if not where:
            return None, field_name, False
        try:
            return Path(where).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as failure:
            name = f"{field_name.upper()}_FILE"
            raise ConfigurationError(f"{name}: the file {where} cannot be read ({failure.strerror}).") from failure


class Env(BaseSettings):
    """The environment of one process. Names are those of the variables, in lower case.

    Naming ``ALLOWED_HOSTS`` makes a site public: a secret key and a way to send mail become required, cookies travel
    over HTTPS only, and demo mode is off unless it is asked for.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, env_file=BASE_DIR / ".env", env_file_encoding="utf-8"
    )

    allowed_hosts: str = Field(default="", description="Host names the site answers to, separated by commas.")
    secret_key: str = Field(default="", description="Signs sessions and links; at least 50 characters.")
    database_url: str = Field(
        default="", description="postgresql://user:password@host:5432/name; without it SQLite is used."
    )
    redis_url: str = Field(
        default="", description="redis://host:6379/0; without it cache and queue live on this machine."
    )
    email_url: str = Field(default="", description="smtp://user:password@host:587, smtps://… or console:.")
    email_from: str = Field(default="Asar <noreply@localhost>", description="Sender of every letter.")
    sms_url: str = Field(
        default="", description="https://login:password@host/path of an SMS gateway; without it SMS go to the console."
    )
    telegram_token: str = Field(default="", description="Token of the Telegram bot that writes to linked chats.")
    telegram_bot: str = Field(default="", pattern=r"^(\w{5,32})?$", description="Name of that bot, without the @.")
    bounce_secret: str = Field(
        default="", description="What a mail provider shows when it reports bounces; at least 24 characters."
    )
    oidc_name: str = Field(default="", description="Who signs people in for us, as it stands on the button.")
    oidc_issuer: str = Field(default="", description="https:// address of an OpenID Connect provider.")
    oidc_client_id: str = Field(default="", description="How that provider knows us.")
    oidc_client_secret: str = Field(default="", description="What proves it.")
    signature_service_url: str = Field(
        default="", description="http://host:14579 of an NCANode server that checks national signatures of reports."
    )
    debug: bool = Field(default=False, description="Django's debug pages; refused on a public site.")
    asar_demo: bool | None = Field(default=None, description="Demo people and the one-click sign-in bar.")
    asar_data_dir: Path = Field(default=BASE_DIR / "var", description="Writable folder for all local state.")
    asar_vault_dir: Path | None = Field(
        default=None,
        description="Folder of the documents that organisations post; by default in the data folder.",
    )
    asar_static_dir: Path | None = Field(default=None, description="Folder of collected static files.")
    asar_offline: bool = Field(
        default=True, description="Pages that phones keep for the time without network; false takes the worker away."
    )
    asar_log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR.")
    proxy_count: int = Field(default=0, ge=0, le=5, description="Reverse proxies in front that set X-Forwarded-For.")
    consent_age: int = Field(
        default=18, ge=14, le=18, description="Below this age a guardian has to agree; the statute says 14."
    )
    site_url: str = Field(
        default="", description="https://asar.example.kz: how links in letters begin; the first host by default."
    )
    operator_name: str = Field(default="Asar", description="Who runs the site, as the law on personal data asks.")
    operator_bin: str = Field(
        default="000000000000", pattern=r"^\d{12}$", description="BIN of the operator, twelve digits."
    )
    privacy_contact: str = Field(
        default="privacy@localhost", description="Name and address of the person responsible for personal data."
    )
    match_shards: int = Field(
        default=0, ge=0, le=64, description="Parts of a large allocation, solved by workers of the queue shards."
    )
    cover_asks_a_week: int = Field(
        default=3, ge=0, le=20, description="How often one person is asked in seven days when others drop out."
    )
    rank_lifts: bool = Field(default=True, description="Lift first-timers and places nobody took yet in ranked lists.")
    rank_by_price: bool = Field(default=False, description="Order roles by score less the last allocation's price.")
    rank_in_memory: bool = Field(default=True, description="Keep open roles and people ready in the web process.")
    nominatim_url: str = Field(
        default="", description="Address of a Nominatim server for places not in the gazetteer."
    )
    nominatim_user_agent: str = Field(
        default="asar", min_length=3, description="How we introduce ourselves to Nominatim."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the process environment first, then files named by ``…_FILE``, then ``.env``."""
        return init_settings, env_settings, SecretFiles(settings_cls, env_ignore_empty=True), dotenv_settings

    @field_validator("database_url", "redis_url", "email_url", "nominatim_url", "site_url", "sms_url", "oidc_issuer")
    @classmethod
    def _address_is_of_a_known_kind(cls, address: str, info: Any) -> str:
        schemes = {
            "database_url": DATABASE_SCHEMES,
            "redis_url": REDIS_SCHEMES,
            "email_url": EMAIL_SCHEMES,
            "nominatim_url": WEB_SCHEMES,
            "sms_url": WEB_SCHEMES,
            "oidc_issuer": WEB_SCHEMES,
            "site_url": WEB_SCHEMES,
        }[info.field_name]
        if address:
            check_address(address, schemes)
        return address

    @field_validator("asar_log_level")
    @classmethod
    def _level_is_known(cls, level: str) -> str:
        if level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("use DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @model_validator(mode="after")
    def _a_public_site_is_complete(self) -> Self:
        if not self.is_public:
            return self
        if self.debug:
            raise ConfigurationError("DEBUG: must be false or absent when ALLOWED_HOSTS is set.")
        if "*" in self.hosts:
            raise ConfigurationError('ALLOWED_HOSTS: name the hosts; "*" would answer to any.')
        if not self.email_url:
            raise ConfigurationError("EMAIL_URL: required when ALLOWED_HOSTS is set; sign-in codes travel by e-mail.")
        if len(self.secret_key) < 50:
            raise ConfigurationError(
                "SECRET_KEY: required when ALLOWED_HOSTS is set, at least 50 characters. Make one with: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
            )
        return self

    @model_validator(mode="after")
    def _the_bot_is_complete(self) -> Self:
        if bool(self.telegram_token) != bool(self.telegram_bot):
            raise ConfigurationError("TELEGRAM_TOKEN, TELEGRAM_BOT: the two belong together.")
        if self.bounce_secret and len(self.bounce_secret) < 24:
            raise ConfigurationError("BOUNCE_SECRET: at least 24 characters.")
        return self

    @model_validator(mode="after")
    def _shards_meet_somewhere(self) -> Self:
        if self.match_shards and not self.redis_url:
            raise ConfigurationError("MATCH_SHARDS: needs REDIS_URL, where the workers of all machines meet.")
        return self

    @model_validator(mode="after")
    def _secrets_travel_closed(self) -> Self:
        for name, address in (("SMS_URL", self.sms_url), ("OIDC_ISSUER", self.oidc_issuer)):
            parts = urlsplit(address)
            if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1"):
                raise ConfigurationError(f"{name}: must start with https: outside this machine.")
        return self

    @model_validator(mode="after")
    def _the_identity_provider_is_complete(self) -> Self:
        parts = {
            "OIDC_NAME": self.oidc_name,
            "OIDC_ISSUER": self.oidc_issuer,
            "OIDC_CLIENT_ID": self.oidc_client_id,
            "OIDC_CLIENT_SECRET": self.oidc_client_secret,
        }
        missing = [name for name, value in parts.items() if not value]
        if missing and len(missing) < len(parts):
            raise ConfigurationError(f"{', '.join(missing)}: missing; the four OIDC_ variables belong together.")
        return self

    @property
    def hosts(self) -> list[str]:
        """Host names from ALLOWED_HOSTS, in order, without blanks."""
        return [host.strip() for host in self.allowed_hosts.split(",") if host.strip()]

    @property
    def is_public(self) -> bool:
        """Whether the site serves other people, not only this machine."""
        return bool(self.hosts)

    @property
    def demo(self) -> bool:
        """Whether demo people and the demo bar exist; by default only away from the public."""
        return not self.is_public if self.asar_demo is None else self.asar_demo


def check_address(address: str, schemes: tuple[str, ...]) -> None:
    """Raise ValueError unless the address parses, names a host where one is needed, and has one of the schemes."""
    parts = urlsplit(address)
    if parts.scheme not in schemes:
        raise ValueError(f"must start with {', '.join(f'{scheme}:' for scheme in schemes)}")
    if parts.scheme in ("console", "sqlite", "unix"):
        return
    if not parts.hostname and "host=" not in parts.query:
        raise ValueError("names no host")
    _ = parts.port  # raises ValueError when it is not a number up to 65535


def _sentence(problem: Any) -> str:
    name = ".".join(str(part) for part in problem["loc"]).upper()
    text = str(problem["msg"]).removeprefix("Value error, ")
    field = Env.model_fields.get(name.lower())
    meaning = f" Expected: {field.description}" if field and field.description else ""
    return f"{name}: {text}.{meaning}"


@cache
def load() -> Env:
    """Return this process's environment, read once. Raises ConfigurationError naming every wrong variable."""
    try:
        return Env()
    except ValidationError as failure:
        # Never str(failure): it quotes the rejected value, and that may be a password.
        raise ConfigurationError("\n".join(_sentence(problem) for problem in failure.errors())) from None
    except SettingsError as failure:  # how the library wraps what a source raises
        raise ConfigurationError(str(failure.__cause__ or failure)) from None


def load_or_exit() -> Env:
    """Return the environment, or end the process with the sentences alone: no traceback helps the operator."""
    try:
        return load()
    except ConfigurationError as failure:
        sys.stderr.write(f"The settings are not usable.\n{failure}\nEvery setting: docs/configuration.md\n")
        raise SystemExit(2) from None
