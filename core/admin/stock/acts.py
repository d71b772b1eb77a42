"""The acts behind the buttons: what each is called, asks, needs as a permission, and does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.admin.stock import forms
from core.admin.stock.forms import pieces
from core.models import Variant
from core.services import stock

Given = dict[str, Any]


@dataclass(frozen=True)
class Done:
    """What was done, in words; `movement` can be undone from the message."""

    said: str
    movement: Any = None


@dataclass(frozen=True)
class Act:
    name: str
    label: str
    icon: str
    permission: str
    form: type[forms.ActForm]
    run: Callable[[Variant, Given, Any], Done]
    button: str
    has_own_page: bool = False

    def is_for(self, user: Any) -> bool:
        return bool(user.has_perm(f"core.{self.permission}"))


def _receive(variant: Variant, given: Given, by: Any) -> Done:
    line = stock.receive(variant, by=by, **given)
    return Done(f"{pieces(line.quantity)} received in {line.location}.", line)


def _sell(variant: Variant, given: Given, by: Any) -> Done:
    line = stock.sell(variant, by=by, **given)
    return Done(f"{pieces(-line.quantity)} sold in {line.location}.", line)


def _return(variant: Variant, given: Given, by: Any) -> Done:
    line = stock.take_back(variant, by=by, **given)
    return Done(f"{pieces(line.quantity)} taken back in {line.location}.", line)


def _count(variant: Variant, given: Given, by: Any) -> Done:
    line = stock.count(variant, by=by, **given)
    if line is None:
        return Done(f"{given['location']}: the count agrees.")
    more = "more" if line.quantity > 0 else "fewer"
    return Done(f"{line.location}: counted {pieces(abs(line.quantity))} {more}.", line)


def _adjust(variant: Variant, given: Given, by: Any) -> Done:
    line = stock.adjust(variant, by=by, **given)
    more = "more" if line.quantity > 0 else "fewer"
    return Done(f"{line.location}: {pieces(abs(line.quantity))} {more}.", line)


def _damage(variant: Variant, given: Given, by: Any) -> Done:
    line = stock.damage(variant, by=by, **given)
    return Done(f"{pieces(-line.quantity)} written off in {line.location}.", line)


def _transfer(variant: Variant, given: Given, by: Any) -> Done:
    origin = given.pop("location")
    left, arrived = stock.transfer(variant, origin=origin, by=by, **given)
    said = f"{pieces(arrived.quantity)} brought from {left.location} to {arrived.location}."
    return Done(said, arrived)


def _reserve(variant: Variant, given: Given, by: Any) -> Done:
    expires_at = forms.end_of(given.pop("until"), given["location"])
    kept = stock.reserve(variant, expires_at=expires_at, by=by, **given)
    return Done(f"{pieces(kept.quantity)} reserved for {kept.customer} until {forms.until(kept)}.")


def _reorder(variant: Variant, given: Given, by: Any) -> Done:
    level = given["reorder_level"]
    stock.set_reorder_level(variant, location=given["location"], level=level, by=by)
    said = f"running low from {pieces(level)} on" if level is not None else "not watched any more"
    return Done(f"{given['location']}: {said}.")


ACTS = {
    act.name: act
    for act in (
        Act(
            "receive", "Receive", "add_box", "receive_stock", forms.ReceiveForm, _receive, "Receive"
        ),
        Act("sell", "Sell", "sell", "sell_stock", forms.SellForm, _sell, "Sell"),
        Act(
            "reserve",
            "Reserve for a bride",
            "bookmark",
            "reserve_stock",
            forms.ReserveForm,
            _reserve,
            "Reserve",
            has_own_page=True,  # it looks for a bride among thousands, which a dialog cannot
        ),
        Act(
            "count", "Count the shelf", "pin", "count_stock", forms.CountForm, _count, "Write down"
        ),
        Act(
            "transfer",
            "Bring to another location",
            "local_shipping",
            "transfer_stock",
            forms.TransferForm,
            _transfer,
            "Bring over",
        ),
        Act(
            "return",
            "Take back from a bride",
            "assignment_return",
            "return_stock",
            forms.ReturnForm,
            _return,
            "Take back",
        ),
        Act(
            "damage",
            "Write off as damaged",
            "heart_broken",
            "damage_stock",
            forms.DamageForm,
            _damage,
            "Write off",
        ),
        Act("adjust", "Correct", "edit_note", "adjust_stock", forms.AdjustForm, _adjust, "Correct"),
        Act(
            "reorder",
            "Tell me when it runs low",
            "notifications",
            "change_stocklevel",
            forms.ReorderForm,
            _reorder,
            "Keep",
        ),
    )
}
SHORT = {
    "reserve": "Reserve",
    "count": "Count",
    "transfer": "Transfer",
    "return": "Return",
    "damage": "Damage",
    "reorder": "Reorder level",
}


def buttons(
    user: Any, variant: int, location: int | None = None, only: tuple[str, ...] = ()
) -> Any:
    """What this person may do with a variant, as links to the forms."""
    where = f"&location={location}" if location else ""
    return [
        {
            "name": act.name,
            "label": SHORT.get(act.name, act.label),
            "icon": act.icon,
            "query": f"?variant={variant}{where}",
            "has_own_page": act.has_own_page,
        }
        for act in ACTS.values()
        if act.is_for(user) and (not only or act.name in only)
    ]
