"""Where everything is: state folder, ports, addresses. The one table of ports (docs/operate.md repeats it).

Read by each process's entry point and handed down from there; rooms never import it.
"""

from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent

OFFSETS = {
    "sip": 5060,  # Asterisk, UDP, 127.0.0.1 (trunk and agents' telephones)
    "provider": 5070,  # the demo's SIP provider, UDP, 127.0.0.2
    "provider_sound": 6500,  # its sound, UDP, 127.0.0.2
    "caller": 5080,  # first port of `estateline call`, UDP, 127.0.0.2
    "agent_phone": 5090,  # the demo agent's telephone, UDP, 127.0.0.1
    "agi": 4573,  # engine, FastAGI, TCP
    "ami": 5038,  # Asterisk's manager, TCP
    "http": 8088,  # Asterisk's http and websocket, TCP
    "web": 8080,  # back office, TCP
    "postgres": 5433,  # Postgres when DATABASE_URL is not set, TCP
    "metrics": 9108,  # engine's health and metrics, TCP
    "rtp": 10000,  # first of 2,000 RTP ports, UDP
}
RTP_PORTS = 2000


class Settings(BaseSettings):
    """Settings from the environment; a newcomer sets none of them."""

    model_config = SettingsConfigDict(extra="ignore")

    home: Path = Field(default=ROOT / "var", validation_alias="ESTATELINE_HOME")
    port_base: int = Field(default=0, ge=0, le=40000, validation_alias="ESTATELINE_PORT_BASE")
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    database_owner_url: str = Field(default="", validation_alias="DATABASE_OWNER_URL")
    provider: str = Field(default="", validation_alias="ESTATELINE_PROVIDER")
    sip_address: str = Field(default="127.0.0.1", validation_alias="ESTATELINE_SIP_ADDRESS")
    trusted_proxies: str = Field(default="", validation_alias="ESTATELINE_TRUSTED_PROXIES")
    asterisk: str = Field(default="sandbox", pattern="^(sandbox|system)$", validation_alias="ASTERISK")

    def port(self, name: str) -> int:
        """The port of one listener (a key of OFFSETS), with the base added."""
        return OFFSETS[name] + self.port_base

    @property
    def demo(self) -> bool:
        """True when the demo estate belongs here: no database of one's own was named."""
        return not self.database_url

    @cached_property
    def dsn(self) -> str:
        """What the processes connect to; over TCP on 127.0.0.1 for the embedded Postgres."""
        return self.database_url or self._embedded("estateline_application", "postgres_application")

    @cached_property
    def owner_dsn(self) -> str:
        """What migrates, backs up and restores: the role that owns the tables."""
        return self.database_owner_url or self.database_url or self._embedded("estateline", "postgres")

    @property
    def application(self) -> str | None:
        """The role of `dsn`; None when it is the owner's: then the trigger alone keeps the audit trail."""
        role = urlsplit(self.dsn).username
        return role if role != urlsplit(self.owner_dsn).username else None

    def _embedded(self, role: str, secret: str) -> str:
        return f"postgresql://{role}:{self.secret(secret)}@127.0.0.1:{self.port('postgres')}/estateline"

    @property
    def provider_address(self) -> tuple[str, int]:
        """Host and UDP port calls out are sent to."""
        if not self.provider:
            return "127.0.0.2", self.port("provider")
        host, _, port = self.provider.rpartition(":")
        return host, int(port)

    def secret(self, name: str) -> str:
        """A password `ops.secrets` made on first start. Raises FileNotFoundError before."""
        return (self.home / "secrets" / name).read_text(encoding="ascii").strip()

    @property
    def first_sign_in(self) -> Path:
        """The generated sign-in of an empty installation, until it was used."""
        return self.home / "secrets" / "first-sign-in.json"

    @property
    def spool(self) -> Path:
        """Asterisk's spool as the host sees it; /var/spool/asterisk inside the sandbox."""
        return self.home / "asterisk" / "spool"

    @property
    def recordings(self) -> Path:
        """What Asterisk records lands here (/var/spool/asterisk/recordings inside the sandbox)."""
        return self.spool / "recordings"

    @property
    def fallback_spool(self) -> Path:
        """Sound + JSON left by agi/fallback.py while the engine was away (H11)."""
        return self.spool / "fallback"

    @property
    def asterisk_logs(self) -> Path:
        """/var/log/asterisk inside the sandbox: cdr-custom/, cel-custom/, queue_log."""
        return self.home / "asterisk" / "log"

    @property
    def imports(self) -> Path:
        """Uploaded sheets, each named by its import's opaque id."""
        return self.home / "imports"

    @property
    def sounds(self) -> Path:
        """Built prompts, LANG/ID.alaw and .sln16; /var/lib/asterisk/sounds/estateline in the sandbox."""
        return self.home / "sounds"
