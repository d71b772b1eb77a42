"""The table of proposals: read from the plan or from what came back, checked, and put into words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.admin import words
from core.admin.rearranging.forms import RowForm
from core.models import Appointment, Rearrangement, Room, Stylist, WorkingException, WorkingHours
from core.queries import rearranging as planning
from core.queries.rearranging import Proposal, Verdict

Choices = dict[int, list[tuple[int, str]]]


@dataclass
class Table:
    """Forms, rows and verdicts of a plan; `notices` say what changed since it was last seen."""

    change: Rearrangement
    forms: list[RowForm]
    rows: list[Proposal]
    notices: list[str] = field(default_factory=list)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def check(self) -> None:
        """Judge every row, and take the room that the verdict found."""
        self.verdicts = planning.check(self.change, self.rows)
        for row in self.rows:
            row.room_id = self.verdicts[row.appointment.pk].room_id
        self.names = _names(self.verdicts.values())

    @property
    def is_fine(self) -> bool:
        return all(verdict.is_fine for verdict in self.verdicts.values())


def proposed(change: Rearrangement) -> Table:
    rows = planning.propose(change)
    choices = _stylists(rows)
    forms = [RowForm(row, choices[row.appointment.location_id]) for row in rows]
    return _checked(Table(change, forms, rows))


def returned(change: Rearrangement, data: Any) -> Table:
    """What came back from the page, against the appointments as they stand now."""
    seen = set(data.getlist("row"))
    standing = list(planning.affected(change))
    here = {str(found.pk) for found in standing}
    fresh = planning.propose(change) if here - seen else []
    proposals = {row.appointment.pk: row for row in fresh}
    asked = [proposals.get(a.pk) or Proposal(a, a.version) for a in standing]
    choices = _stylists(asked)
    table = Table(change, [], [])
    for proposal in asked:
        is_seen = str(proposal.appointment.pk) in seen
        form = RowForm(
            proposal, choices[proposal.appointment.location_id], data if is_seen else None
        )
        row = form.proposal() if is_seen else proposal
        table.notices += _noticed(row, is_seen=is_seen)
        table.forms.append(form)
        table.rows.append(row)
    if seen - here:
        table.notices.append("Somebody was moved or cancelled meanwhile and is off this list.")
    return _checked(table)


def _checked(table: Table) -> Table:
    table.check()
    return table


def _noticed(row: Proposal, *, is_seen: bool) -> list[str]:
    if not is_seen:
        return [f"{row.appointment.customer} was booked meanwhile and is new on this list."]
    if row.version != row.appointment.version:
        return [
            f"{row.appointment.customer}'s appointment was changed meanwhile. Look at it again."
        ]
    return []


def _stylists(rows: Sequence[Proposal]) -> Choices:
    """Who works where, and in any case who is proposed."""
    places = {row.appointment.location_id for row in rows}
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for model in (WorkingHours, WorkingException):
        hours = model._default_manager.filter(location__in=places, stylist__is_active=True)
        pairs = hours.order_by().values_list("location_id", "stylist_id", "stylist__name")
        for location, key, name in pairs.distinct():
            found[location][key] = name
    return defaultdict(
        list,
        {
            location: sorted(named.items(), key=lambda pair: pair[1])
            for location, named in found.items()
        },
    )


def _names(verdicts: Iterable[Verdict]) -> dict[int, str]:
    """Of every stylist and room a verdict speaks of, read at once."""
    verdicts = list(verdicts)
    stylists = {v.stylist_id for v in verdicts} | {
        o.stylist_id for v in verdicts for o in v.options
    }
    rooms = {verdict.room_id for verdict in verdicts}
    return {
        key: name
        for model, keys in ((Stylist, stylists), (Room, rooms))
        for key, name in model._default_manager.filter(pk__in=keys - {None}).values_list(
            "pk", "name"
        )
    }


# Words --------------------------------------------------------------------------------


def shown(table: Table) -> list[dict[str, Any]]:
    return [_row(table, form, row) for form, row in zip(table.forms, table.rows, strict=True)]


def _row(table: Table, form: RowForm, row: Proposal) -> dict[str, Any]:
    appointment = row.appointment
    return {
        "it": appointment,
        "form": form,
        "act": row.decided,
        "was": words.moment(appointment.starts_at, appointment.location.zone),
        "gowns": [try_on.product.name for try_on in appointment.try_ons.all()],
        "verdict": verdict(table, row),
    }


def verdict(table: Table, row: Proposal) -> dict[str, Any]:
    """What the page says about a row, the same at first and after each change."""
    found, appointment = table.verdicts[row.appointment.pk], row.appointment
    return {
        "is_fine": found.is_fine,
        "state": row.decided if found.is_fine else "refused",
        "words": _said(table, row, found),
        "why": [refusal.lines[0] for refusal in found.refusals],
        "details": _details(found),
        "options": [_option(table, appointment, option) for option in found.options],
    }


def _details(found: Verdict) -> list[str]:
    return [line for refusal in found.refusals for line in refusal.lines[1:]]


def _said(table: Table, row: Proposal, found: Verdict) -> str:
    appointment = row.appointment
    if not found.is_fine:
        return "That does not work."
    if row.decided == "moved" and row.starts_at:
        who, where = table.names.get(found.stylist_id or 0), table.names.get(found.room_id or 0)
        return f"Free: with {who} in {where}. {_step(row)}"
    if row.decided == "call":
        reach = appointment.customer.phone or appointment.customer.email or "no number known"
        return f"She keeps her time and hears nothing. Call her: {reach}."
    if row.decided == "left":
        return f"She keeps her time with {appointment.stylist} and hears nothing."
    return "Her time becomes free, and she is told."


def _step(row: Proposal) -> str:
    """How big the change is for her."""
    was, zone = row.appointment, row.appointment.location.zone
    assert row.starts_at is not None  # noqa: S101
    days = (row.starts_at.astimezone(zone).date() - was.local_start.date()).days
    if days:
        away = f"{abs(days)} day{'s' if abs(days) > 1 else ''}"
        return f"{away} {'later' if days > 0 else 'earlier'}."
    return "Same time." if row.starts_at == was.starts_at else "Another time that day."


def _option(table: Table, appointment: Appointment, option: Proposal) -> dict[str, Any]:
    assert option.starts_at is not None  # noqa: S101
    zone = appointment.location.zone
    local = option.starts_at.astimezone(zone)
    return {
        "date": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M}",
        "stylist": option.stylist_id,
        "words": f"{words.moment(option.starts_at, zone)}, {table.names.get(option.stylist_id or 0)}",
    }
