"""Delivers waiting messages through Apprise. What they say and whether there is one is decided elsewhere.

The addresses carry passwords. They are read from the environment when something is to be sent, and leave this module
only as a hash and a label; of what Apprise logs, nothing but a reply code is kept.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread, get_ident
from typing import Any, NamedTuple

from filelock import FileLock

from pipelines.alerts.digest import Digest
from pipelines.alerts.outbox import Waiting, open_outbox

VARIABLE = "KINERJA_ALERT_URLS"
UNUSABLE = f"alamatnya tidak dapat dipakai; perbaiki di {VARIABLE}"


def alert_urls(environment: Mapping[str, str] | None = None) -> list[str]:
    """The addresses, separated by white space, or by commas or semicolons before the next ``scheme://``."""
    text = (os.environ if environment is None else environment).get(VARIABLE, "")
    parts = re.split(r"\s+|[,;]+(?=[A-Za-z0-9]+://)", text)
    return list(dict.fromkeys(part.rstrip(",;") for part in parts if part.strip(",;")))


class Target(NamedTuple):
    """One address: a salted hash of it, what people may see of it, and itself."""

    id: str
    label: str
    url: str


class _Attempt(NamedTuple):
    waiting: Waiting
    error: str
    taken: list[str]


class Courier:
    """Sends what waits to every address side by side.

    Args:
        pauses: seconds before the second, third, ... attempt; after the last the message waits for the next run.
        budget: seconds after which a run goes on without those that have not answered.
    """

    def __init__(self, pauses: Sequence[float] = (1.0, 3.0), budget: float = 60.0) -> None:
        self.pauses = pauses
        self.budget = budget

    def deliver(self, path: Path, urls: Sequence[str]) -> None:
        """Send what waits in the outbox at ``path`` to ``urls``; what was not taken stays there with the reason.

        Raises:
            filelock.Timeout: another process has been delivering for longer than the budget.
        """
        _silence_loggers()
        deadline = time.monotonic() + self.budget
        # Two processes at once would send the same message twice.
        with FileLock(path.with_suffix(".lock"), timeout=self.budget), open_outbox(path) as outbox:
            salt = outbox.salt()
            targets = [_target(number, url, salt) for number, url in enumerate(urls, start=1)]
            outbox.address([(target.id, target.label) for target in targets])
            attempts: Queue[_Attempt | Target] = Queue()
            stop = Event()
            busy = set()
            for target in targets:
                if waiting := outbox.waiting(target.id):
                    busy.add(target.id)
                    # A thread that never ends must not keep the process: daemons do not.
                    Thread(target=self._send_all, args=(target, waiting, salt, attempts, stop), daemon=True).start()
            while busy:
                try:
                    done = attempts.get(timeout=max(0.0, deadline - time.monotonic()))
                except Empty:
                    break
                if isinstance(done, Target):
                    busy.remove(done.id)
                else:
                    outbox.attempted(*done)
            stop.set()
            for target_id in busy:
                if rest := outbox.waiting(target_id):
                    outbox.attempted(rest[0], f"tidak selesai dalam {self.budget:g} detik", rest[0].taken)

    def send_unrecorded(self, message: Digest, urls: Sequence[str]) -> list[str]:
        """Send a message that no outbox can hold, once to each address; what was not taken, and why."""
        _silence_loggers()
        salt = secrets.token_bytes(16)
        targets = [_target(number, url, salt) for number, url in enumerate(urls, start=1)]
        waiting = [Waiting(0, target.id, *message, []) for target in targets]
        errors = [_send(target, each, _Taken(salt, [])) for target, each in zip(targets, waiting, strict=True)]
        return [f"{target.label}: {error}" for target, error in zip(targets, errors, strict=True) if error]

    def _send_all(
        self, target: Target, messages: list[Waiting], salt: bytes, attempts: Queue[_Attempt | Target], stop: Event
    ) -> None:
        try:
            for message in messages:
                taken = _Taken(salt, message.taken)
                for pause in (0.0, *self.pauses):
                    if stop.wait(pause):
                        return
                    error = _send(target, message, taken)
                    attempts.put(_Attempt(message, error, list(taken.hashes)))
                    if error == UNUSABLE:
                        return
                    if not error:
                        break
                else:
                    return
        finally:
            attempts.put(target)


class _Taken:
    """Which recipients and parts of a message an address has taken, as Apprise notes them between attempts.

    Apprise keeps them only while one call lasts; kept longer, a refused recipient does not make the others hear twice.
    """

    def __init__(self, salt: bytes, hashes: Sequence[str]) -> None:
        self._salt = salt
        self.hashes = set(hashes)

    def _hash(self, part: object) -> str:
        return hashlib.sha256(self._salt + repr(part).encode()).hexdigest()[:24]

    def __contains__(self, part: object) -> bool:
        return self._hash(part) in self.hashes

    def add(self, part: object) -> None:
        self.hashes.add(self._hash(part))


def _service(url: str) -> Any:
    """Apprise's service for an address, or None where it makes nothing of it."""
    import apprise

    asset = apprise.AppriseAsset(app_id="Kinerja", app_desc="Kinerja", async_mode=False)
    try:
        return apprise.Apprise.instantiate(url, asset=asset)
    except Exception:
        return None


def _target(number: int, url: str, salt: bytes) -> Target:
    # Apprise's own url_id() leaves out who a mail is for. Slow on purpose: passwords can be guessed.
    identity = hashlib.scrypt(url.encode(), salt=salt, n=2**14, r=8, p=1, dklen=16).hex()
    service = _service(url)
    # Not even the host: for many services that is where the token stands.
    kind = f" ({service.service_name})" if service else ""
    return Target(identity, f"alamat ke-{number}{kind}", url)


def _send(target: Target, message: Waiting, taken: _Taken) -> str:
    """Send one message once; empty when it was taken, else why not."""
    from apprise import NotifyFormat, NotifyType
    from apprise.plugins.base import _delivery_tracker

    # A new one each time: Apprise makes a service that has just sent something wait for seconds.
    service = _service(target.url)
    if service is None:
        return UNUSABLE
    token = _delivery_tracker.set(taken)  # type: ignore[arg-type]
    _reasons.pop(get_ident(), None)
    body = f"{message.body}\nPesan nomor {message.message}." if message.message else message.body
    try:
        if service.notify(
            body=body, title=message.title, notify_type=NotifyType(message.kind), body_format=NotifyFormat.TEXT
        ):
            return ""
    except Exception as error:
        # Its text may hold the address.
        return f"kesalahan {type(error).__name__}"
    finally:
        _delivery_tracker.reset(token)
    return _reasons.pop(get_ident(), "tidak diterima")


_reasons: dict[int, str] = {}
"""Why the last attempt of each thread failed."""

_PATTERNS = (
    (r"\berror=(\d{3})\b", "dijawab dengan HTTP {}"),
    (r"\((\d{3}), b['\"]|was refused: (\d{3})\b", "dijawab server surat dengan {}"),
    (r"timed? ?out", "tidak dijawab tepat waktu"),
    (r"NewConnectionError|Connection refused|Name or service|getaddrinfo|unreachable", "tidak dapat dihubungi"),
    (r"^Socket Exception", "sambungan terputus"),
)


class _ReasonHandler(logging.Handler):
    """Takes from Apprise's log the reply code or the kind of failure; the text itself goes nowhere."""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        for pattern, reason in _PATTERNS:
            if found := re.search(pattern, text):
                code = next((group for group in found.groups() if group), "")
                _reasons[get_ident()] = reason.format(code)
                return


def _silence_loggers() -> None:
    """From here on nothing of what Apprise and its HTTP library log leaves the process; it may hold addresses."""
    for name in ("apprise", "requests", "urllib3"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.handlers = [_ReasonHandler() if name == "apprise" else logging.NullHandler()]
    logging.getLogger("apprise").setLevel(logging.DEBUG)
