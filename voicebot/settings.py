"""Every setting, once: defaults, then `voicebot.toml`, then VOICEBOT_* variables."""

import os
import tomllib
from datetime import time
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from voicebot.errors import BadSettings


class Settings(BaseSettings):
    """Frozen. A variable is named VOICEBOT_ and the setting in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="VOICEBOT_", frozen=True, extra="forbid", toml_file="voicebot.toml"
    )

    # Where things are
    home: Path = Field(Path("var"), description="the one directory written at run time")
    database_url: str = Field("", description="SQLAlchemy URL; empty: SQLite under `home`")
    dialplans: Path = Field(Path("dialplans"), description="the folder of dialogue files")
    asr_models: Path = Field(Path("asr_models"), description="the folder with the model catalogue")
    models: Path = Field(Path("models"), description="the shelf of trained models")
    corpora: Path = Field(Path("corpora"), description="what models are trained and measured on")
    asr_fetched: str = Field(
        "", description="where fetched models are kept; empty: `asr_models` under `home`"
    )
    asterisk_config: Path = Field(
        Path("asterisk-config"), description="the folder with Asterisk's configuration"
    )

    # Who calls
    seller: str = Field("Northern Clinic", description="the caller's name, as English hears it")
    seller_ru: str = Field("Северная клиника", description="the caller's name, as Russian hears it")
    callback_number: str = Field("+12025550100", description="a number a person can call back")

    # The web
    web_bind: str = Field("127.0.0.1", description="address the interface for programs listens on")
    web_port: int = Field(8080, ge=0, le=65535, description="its port; 0: any free one")
    codes_per_hour: int = Field(
        30,
        ge=0,
        description="calls an hour that speak a code to people who look up what is kept of them; "
        "0: the page is off",
    )
    complaints_to: str = Field(
        "", description="where people write to complain or to stop calls: e-mail or postal address"
    )
    webhook_private_addresses: bool = Field(
        False,
        description="webhooks may lead to private addresses and need no TLS: only for systems of "
        "one's own network",
    )

    # Asterisk
    pbx: Literal["auto", "installed", "embedded", "docker", "direct"] = Field(
        "auto", description="who serves SIP; `direct` talks to the gateways without Asterisk"
    )
    pbx_bind: str = Field("127.0.0.1", description="address Asterisk listens on")
    pbx_sip_port: int = Field(0, description="UDP and TCP port; 0: chosen once and kept in `home`")
    pbx_tls_port: int = Field(0, description="TLS port; 0: chosen once and kept in `home`")
    pbx_rtp_first: int = Field(0, description="first RTP port; 0: chosen once and kept in `home`")
    pbx_rtp_count: int = Field(400, description="how many RTP ports Asterisk may use")
    pbx_suite: str = Field("forky", description="Debian suite the embedded Asterisk comes from")
    pbx_mirror: str = Field("", description="Debian mirror; empty: the one apt uses here")
    pbx_rootfs: str = Field(
        "", description="where the embedded Asterisk is unpacked; empty: under `home`"
    )
    pbx_gateways: tuple[str, ...] = Field((), description="carriers, `host:port`, tried in turn")
    pbx_incoming: dict[str, str] = Field(
        default_factory=dict,
        description="incoming numbers and their flows, `flow` or `flow:language`; "
        "`callback_number` is answered by the opt-out line unless named here",
    )
    pbx_operators: int = Field(2, ge=0, le=64, description="accounts for human operators")
    supervisor_telephones: dict[str, str] = Field(
        {},
        description="own telephones that supervisors take live calls over with, by login name: "
        "the only numbers outside that a person on the line can be handed to",
    )
    pbx_prefixes: tuple[str, ...] = Field(
        ("+1", "+7", "+44", "+49", "+33"), description="number prefixes that may be dialled"
    )
    pbx_max_calls: int = Field(20, description="calls at once through the trunk")
    calls_begun_per_second: float = Field(
        2.0,
        gt=0,
        description="new calls a second that campaigns begin, so that lines do not all "
        "listen at the same moment",
    )
    pbx_calls_per_second: int = Field(5, description="new calls a second through the trunk")
    sip_transport: Literal["udp", "tcp", "tls"] = Field("udp", description="robot to Asterisk")
    srtp: bool = Field(False, description="encrypt the robot's audio to Asterisk")

    # Lines
    agents: int = Field(2, ge=1, le=64, description="agent processes; each carries a few calls")
    ring_timeout_s: float = Field(25.0, ge=15.0, description="ring at most so long")
    max_call_s: float = Field(240.0, ge=30.0, description="end any call after so long")

    # Speech
    voice: Literal["auto", "pyttsx3", "piper"] = Field("auto", description="who speaks")
    engine_en: str = Field("", description="recognition for English; empty: the best one here")
    engine_ru: str = Field("", description="recognition for Russian; empty: the best one here")
    turn_model: Literal["auto", "off"] = Field(
        "auto", description="the network that hears whether a turn is over; auto: if it is here"
    )

    # Calling rules
    seller_zone: str = Field(
        "", description="zone of those who call; calls then suit their hours too; empty: not asked"
    )
    seller_from: str = Field("09:00", description="with `seller_zone`: no call before")
    seller_until: str = Field("20:00", description="with `seller_zone`: no call from then on")
    default_zone: str = Field("", description="zone for numbers whose zone is unknown; empty: none")
    quiet_until: str = Field("09:00", description="first minute of the day when calls may begin")
    quiet_from: str = Field("20:00", description="from this minute no call begins")
    max_unanswered: int = Field(2, ge=1, description="unanswered attempts before we stop trying")
    routine_audio_days: int = Field(
        90, ge=1, description="days after which a call's recording goes, unless it is evidence"
    )
    max_calls_per_day: int = Field(1, ge=1, description="calls to one number within a local day")

    # Learning from calls
    worth: str = Field(
        "", description="a table of what calls are worth; empty: the program's own (worth.toml)"
    )
    wait_for_better_hour: bool = Field(
        False,
        description="nobody is called before the hour of the day at which they are likeliest to "
        "answer; off: those whose hour it is only go first",
    )
    learn_from_attributes: tuple[str, ...] = Field(
        (), description="contact attributes that may be learned from; none unless named"
    )
    retrain_at: time = Field(
        time(3, 30), description="time of day, on this machine's clock, of the nightly training"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file."""
        file = Path(os.environ.get("VOICEBOT_CONFIG", "voicebot.toml"))
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file))

    @classmethod
    def load(cls, **changes: Any) -> "Settings":
        """Read the settings; `changes` win over file and environment. Raises BadSettings."""
        try:
            return cls(**changes)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"])
            raise BadSettings(
                f"the setting {name!r} cannot be {first.get('input')!r}", first["msg"]
            ) from error
        except tomllib.TOMLDecodeError as error:
            raise BadSettings(f"voicebot.toml cannot be read: {error}", "mend the file") from error

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'voicebot.db'}"

    def seller_in(self, language: str) -> str:
        """The caller's name as said in a language."""
        return self.seller_ru if language == "ru" else self.seller
