"""Regular exports by mail: with the rights their owner has at that moment, and no others."""

import logging
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from core.errors import DomainError
from core.exchange.export import making
from core.models import Export, ExportSchedule, ShopSettings
from core.services import exports
from core.services.exports import files, schedules
from core.services.messages import sender, troubles

MOST_ATTACHED = 10_000_000
NOBODY = "Nobody of those it goes to has a mail address any more."

log = logging.getLogger(__name__)


def send_due(may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, each once; returns how many went out."""
    sent = 0
    while may_go_on() and (schedule := schedules.claim()):
        number = f"{schedule.pk}.{schedule.next_at:%Y%m%d%H%M}"
        try:
            said = _send(schedule, number)
            sent += 1
        except DomainError as refusal:
            said = _told(schedule, refusal, number)
        except Exception as error:
            log.warning("The regular export %s was not sent", schedule.pk, exc_info=error)
            schedules.put_off(schedule, f"Not sent: {troubles.read(error).reason}")
            continue
        schedules.settle(schedule, said)
    return sent


def send_now(schedule: ExportSchedule) -> str:
    """Once more, besides its times. Raises DomainError, or what the mail server says."""
    said = _send(schedule, f"{schedule.pk}.{uuid.uuid4().hex}")
    schedules.tell(schedule, said)
    return said


def _send(schedule: ExportSchedule, number: str) -> str:
    to = list(schedules.people().filter(pk__in=schedule.recipients.values("pk")))
    if not to:
        raise making.NotAllowed(NOBODY)
    export, path = _written(schedule)
    try:
        is_large = path.stat().st_size > MOST_ATTACHED
        mail = _mail(schedule, [user.email for user in to], number, export, is_large=is_large)
        if not is_large:
            kind = making.TYPES[making.ending(export)].partition(";")[0]
            mail.attach(making.file_name(export), path.read_bytes(), kind)
        mail.send()
    except Exception:
        _forget(export, path)
        raise
    if not is_large:
        _forget(export, path)
    people = "1 person" if len(to) == 1 else f"{len(to)} people"
    return f"Sent to {people}: {_rows(export.rows)}."


def _written(schedule: ExportSchedule) -> tuple[Export, Path]:
    """The file, in the folder of those that wait: a large one stays there for its link."""
    export = Export(
        kind=schedule.kind,
        query=schedule.query,
        columns=schedule.columns,
        format=schedule.format,
        way=Export.Way.MAIL,
        claim_token=uuid.uuid4().hex,
    )
    exports.begin(export, by=schedule.owner)
    path = files.folder() / f"{export.claim_token}.{making.ending(export)}"
    try:
        made = making.table(export, schedule.owner)
        path.touch(mode=0o600)
        making.write(export, made, path)
    except Exception as error:
        path.unlink(missing_ok=True)
        exports.fail(export, error.message if isinstance(error, DomainError) else making.FAULT)
        raise
    exports.finish(export, rows=made.count, size=path.stat().st_size, file=path.name)
    export.rows = made.count
    return export, path


def _forget(export: Export, path: Path) -> None:
    path.unlink(missing_ok=True)
    Export.objects.filter(pk=export.pk).update(file="")


def _told(schedule: ExportSchedule, refusal: DomainError, number: str) -> str:
    """It was not sent, and its owner learns why; that mail failing changes nothing."""
    if schedule.owner.email:
        try:
            _mail(schedule, [schedule.owner.email], f"{number}.no", reason=refusal.message).send()
        except Exception as error:
            log.warning("The owner of %s was not told", schedule.pk, exc_info=error)
    return f"Not sent: {refusal.message}"


def _mail(
    schedule: ExportSchedule,
    to: list[str],
    number: str,
    export: Export | None = None,
    **facts: Any,
) -> EmailMessage:
    shop = ShopSettings.current()
    link = f"{settings.SITE_URL.rstrip('/')}/admin/exports/"
    context = {"schedule": schedule, "shop": shop, "link": link, "export": export} | facts
    name = " ".join(schedule.name.split())
    return EmailMessage(
        subject=name if export else f"Not sent: {name}",
        body=render_to_string("core/mail/export.txt", context),
        from_email=sender.from_line(shop),
        to=to,
        headers={
            "Message-ID": f"<export-{number}@{sender.host()}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"
