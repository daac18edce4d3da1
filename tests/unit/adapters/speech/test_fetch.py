"""Fetching models from servers that stop, lie, or are not there; and onto disks that are full."""

import errno
import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from voicebot.adapters.speech.catalogue import Catalogue, ModelEntry, Source
from voicebot.adapters.speech.choosing import Engines
from voicebot.adapters.speech.fetch import pull
from voicebot.adapters.speech.manifest import check_installed, digest, manifest
from voicebot.errors import DiskFull, DownloadFailed, ModelCorrupt, ModelMissing
from voicebot.settings import Settings

FILES = {"am/final.mdl": b"acoustics" * 50_000, "README": b"a model for tests\n"}
LISTING = "".join(
    f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(FILES.items())
)


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, body in files.items():
            archive.writestr(f"model-0.1/{name}", body)
    return packed.getvalue()


class Server:
    """Serves one body on loopback; `cuts` says after how many bytes each answer breaks off."""

    def __init__(self, body: bytes, cuts: list[int]) -> None:
        self.ranges: list[str] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = self.headers.get("Range", "")
                served.ranges.append(asked)
                start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
                rest = body[start:]
                self.send_response(206 if asked else 200)
                self.send_header("Content-Length", str(len(rest)))
                self.end_headers()
                self.wfile.write(rest[: cuts.pop(0)] if cuts else rest)

            def log_message(self, *_: object) -> None:
                """The test's output stays its own."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/model-0.1.zip"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def serve() -> Iterator[type]:
    servers: list[Server] = []

    def start(body: bytes, cuts: list[int] | None = None) -> Server:
        servers.append(Server(body, cuts or []))
        return servers[-1]

    yield start  # type: ignore[misc]
    for server in servers:
        server.close()


def model_of(*urls: str, sha256: str = digest(LISTING)) -> ModelEntry:
    sources = tuple(Source(https=url, inside="model-0.1") for url in urls)
    return ModelEntry(
        name="vosk-test",
        engine="vosk",
        languages=("en",),
        sample_rate=16000,
        licence="MIT",
        size=1000,
        sha256=sha256,
        sources=sources,
    )


def catalogue_at(folder: Path, *models: ModelEntry) -> Catalogue:
    return Catalogue(models, folder / "beside", folder / "fetched")


def quiet(what: str, done: int, total: int) -> None:
    """Nobody watches."""


def left_behind(folder: Path) -> list[str]:
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".lock")
    ]


def test_an_interrupted_download_goes_on_where_it_stopped(tmp_path: Path, serve: type) -> None:
    body = zipped(FILES)
    server = serve(body, cuts=[1000, 5000])
    folder = pull(catalogue_at(tmp_path), model_of(server.url), quiet)
    assert server.ranges == ["", "bytes=1000-", "bytes=6000-"]
    assert manifest(folder) == LISTING


def test_the_next_attempt_goes_on_with_what_the_last_one_left(tmp_path: Path, serve: type) -> None:
    body = zipped(FILES)
    server = serve(body, cuts=[1000, 0, 0, 0])
    catalogue, model = catalogue_at(tmp_path), model_of(server.url)
    with pytest.raises(DownloadFailed, match="no connection"):
        pull(catalogue, model, quiet)
    assert left_behind(tmp_path) == ["model-0.1.zip.part"]
    assert manifest(pull(catalogue, model, quiet)) == LISTING
    assert server.ranges[-1] == "bytes=1000-"
    assert sorted(left_behind(tmp_path)) == ["README", "final.mdl"]


def test_a_source_that_gives_other_files_is_passed_over(tmp_path: Path, serve: type) -> None:
    forged = serve(zipped({**FILES, "README": b"another\n"}))
    honest = serve(zipped(FILES))
    folder = pull(catalogue_at(tmp_path), model_of(forged.url, honest.url), quiet)
    assert (folder / "README").read_bytes() == FILES["README"]


def test_where_every_source_gives_other_files_nothing_is_installed(
    tmp_path: Path, serve: type
) -> None:
    forged = serve(zipped({**FILES, "README": b"another\n"}))
    with pytest.raises(ModelCorrupt, match="not the published"):
        pull(catalogue_at(tmp_path), model_of(forged.url), quiet)
    assert left_behind(tmp_path) == []


def test_an_archive_that_is_none_is_a_source_that_failed(tmp_path: Path, serve: type) -> None:
    with pytest.raises(DownloadFailed, match="no zip archive"):
        pull(catalogue_at(tmp_path), model_of(serve(b"<html>moved</html>").url), quiet)
    assert left_behind(tmp_path) == []


def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, serve: type) -> None:
    evil = serve(zipped({"../../../evil": b"x"}))
    with pytest.raises(DownloadFailed, match="leave its folder"):
        pull(catalogue_at(tmp_path), model_of(evil.url), quiet)
    assert left_behind(tmp_path) == []


def test_a_full_disk_is_told_and_nothing_half_done_stays(tmp_path: Path, serve: type) -> None:
    server = serve(zipped(FILES))

    def disk_fills_up(what: str, done: int, total: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFull, match="VOICEBOT_HOME"):
        pull(catalogue_at(tmp_path), model_of(server.url), disk_fills_up)
    assert left_behind(tmp_path) == []


def test_a_model_larger_than_the_disk_is_not_begun(tmp_path: Path, serve: type) -> None:
    server = serve(zipped(FILES))
    huge = model_of(server.url).model_copy(update={"size": 10**18})
    with pytest.raises(DiskFull):
        pull(catalogue_at(tmp_path), huge, quiet)
    assert server.ranges == []


def test_a_flipped_bit_is_found_when_the_model_is_loaded(tmp_path: Path) -> None:
    repository = Path(__file__).resolve().parents[4]
    settings = Settings(home=tmp_path, asr_models=repository / "asr_models")
    folder = tmp_path / "asr_models" / "moonshine-tiny-en"
    folder.mkdir(parents=True)
    (folder / "encoder_model.ort").write_bytes(b"not the published weights")
    with pytest.raises(ModelCorrupt, match="models pull --lang en"):
        Engines(settings).engine_for("en", "moonshine")


def test_a_damaged_model_is_fetched_anew(tmp_path: Path, serve: type) -> None:
    server = serve(zipped(FILES))
    catalogue, model = catalogue_at(tmp_path), model_of(server.url)
    folder = pull(catalogue, model, quiet)
    weights = bytearray((folder / "am/final.mdl").read_bytes())
    weights[1234] ^= 1
    (folder / "am/final.mdl").write_bytes(weights)
    with pytest.raises(ModelCorrupt):
        check_installed(catalogue, model)
    assert manifest(pull(catalogue, model, quiet)) == LISTING
    assert len(server.ranges) == 2


def test_a_model_that_is_here_is_not_fetched_again(tmp_path: Path, serve: type) -> None:
    server = serve(zipped(FILES))
    catalogue, model = catalogue_at(tmp_path), model_of(server.url)
    pull(catalogue, model, quiet)
    pull(catalogue, model, quiet)
    assert len(server.ranges) == 1


def test_a_model_nobody_vouched_for_must_stay_what_its_first_fetch_brought(
    tmp_path: Path, serve: type
) -> None:
    server = serve(zipped(FILES))
    catalogue, model = catalogue_at(tmp_path), model_of(server.url, sha256="")
    folder = pull(catalogue, model, quiet)
    check_installed(catalogue, model)
    (folder / "README").write_bytes(b"changed later\n")
    with pytest.raises(ModelCorrupt):
        check_installed(catalogue, model)


def test_a_missing_model_names_the_command_that_fetches_it(tmp_path: Path) -> None:
    repository = Path(__file__).resolve().parents[4]
    engines = Engines(Settings(home=tmp_path, asr_models=repository / "asr_models"))
    with pytest.raises(ModelMissing, match="voicebot models pull --lang ru"):
        engines.engine_for("ru")


def test_vosk_serves_a_language_wherever_its_model_is_there(tmp_path: Path) -> None:
    repository = Path(__file__).resolve().parents[4]
    settings = Settings(home=tmp_path, asr_models=repository / "asr_models")
    for name in ("whisper-base", "moonshine-tiny-en", "vosk-small-en"):
        (tmp_path / "asr_models" / name).mkdir(parents=True)
    assert Engines(settings).chosen("en").name == "vosk-small-en"
    assert Engines(settings).chosen("ru").name == "whisper-base"
    wished = settings.model_copy(update={"engine_en": "whisper"})
    assert Engines(wished).chosen("en").name == "whisper-base"


def test_a_setting_that_names_no_engine_of_the_language_is_told(tmp_path: Path) -> None:
    repository = Path(__file__).resolve().parents[4]
    settings = Settings(home=tmp_path, asr_models=repository / "asr_models", engine_ru="moonshine")
    with pytest.raises(ModelMissing, match="'moonshine' does not recognise 'ru'"):
        Engines(settings).chosen("ru")
