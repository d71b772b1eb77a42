"""What many rows are to become: a price by amount or percent, a status, tags and the like."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from core.models import Collection, FieldDefinition, Location, Product

CENT = Decimal("0.01")
OWN = "own:"  # before the key, where a value of a field of her own stands among the others


class How(StrEnum):
    SET = "set"
    PERCENT = "percent"
    AMOUNT = "amount"


class Rounding(StrEnum):
    NONE = "none"
    WHOLE = "00"
    NINETY = "90"
    NINETY_NINE = "99"
    TEN = "10"


@dataclass(frozen=True, kw_only=True)
class PriceWish:
    """Another price; `value` below zero lowers it."""

    how: How
    value: Decimal
    rounding: Rounding = Rounding.NONE
    of_what: str = "price"

    def of(self, price: Decimal) -> Decimal:
        if self.how is How.PERCENT:
            price = price * (100 + self.value) / 100
        else:
            price = self.value if self.how is How.SET else price + self.value
        return rounded(price, self.rounding)

    def __str__(self) -> str:
        sign = "+" if self.value >= 0 else "−"
        amount = f"{abs(self.value).normalize():f}"
        said = {
            How.SET: f"{self.of_what} {amount}",
            How.PERCENT: f"{self.of_what} {sign} {amount} %",
            How.AMOUNT: f"{self.of_what} {sign} {amount}",
        }[self.how]
        return (
            said
            + {
                Rounding.NONE: "",
                Rounding.WHOLE: ", rounded to whole amounts",
                Rounding.NINETY: ", rounded to .90",
                Rounding.NINETY_NINE: ", rounded to .99",
                Rounding.TEN: ", rounded to tens",
            }[self.rounding]
        )


def rounded(price: Decimal, to: Rounding) -> Decimal:
    """The nearest price of that ending; half goes up. A price above zero stays above zero."""
    if to is Rounding.NONE or price <= 0:
        return price.quantize(CENT, ROUND_HALF_UP)
    if to is Rounding.TEN:
        found = (price / 10).quantize(Decimal(1), ROUND_HALF_UP) * 10
        return max(found, Decimal(10)).quantize(CENT)
    ending = {Rounding.NINETY: Decimal("0.90"), Rounding.NINETY_NINE: Decimal("0.99")}.get(
        to, Decimal(0)
    )
    whole = max((price - ending).quantize(Decimal(1), ROUND_HALF_UP), Decimal(0))
    return max(whole + ending, CENT if ending else Decimal(1)).quantize(CENT)


@dataclass(frozen=True, kw_only=True)
class ReorderWish:
    """Running low at this location from so many pieces on; None takes the level away."""

    location: Location
    level: int | None


@dataclass(frozen=True, kw_only=True)
class OwnWish:
    """Another value in a field of her own, as `field.read` keeps it; None empties it."""

    field: FieldDefinition
    value: Any

    @property
    def name(self) -> str:
        return f"{OWN}{self.field.key}"

    def __str__(self) -> str:
        said = "emptied" if self.value is None else self.field.say(self.value)
        return f"{self.field.label}: {said}"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to change; what is left out stays."""

    price: PriceWish | None = None
    cost: PriceWish | None = None
    is_active: bool | None = None
    reorder: ReorderWish | None = None
    status: str = ""
    collection: Collection | None = None
    no_collection: bool = False
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    own: tuple[OwnWish, ...] = ()

    def own_of(self, kind: str) -> list[OwnWish]:
        return [wish for wish in self.own if wish.field.kind == kind]

    @property
    def changes_products(self) -> bool:
        return bool(
            self.status
            or self.collection
            or self.no_collection
            or self.add_tags
            or self.remove_tags
            or self.own_of("product")
        )

    @property
    def changes_variants(self) -> bool:
        amounts = self.price is not None or self.cost is not None
        return amounts or self.is_active is not None or bool(self.own_of("variant"))

    def __str__(self) -> str:
        said = [str(amount) for amount in (self.price, self.cost) if amount]
        if self.is_active is not None:
            said.append("on sale" if self.is_active else "off sale")
        if self.reorder:
            level = "none" if self.reorder.level is None else self.reorder.level
            said.append(f"reorder level at {self.reorder.location}: {level}")
        if self.status:
            said.append(f"status {Product.Status(self.status).label.lower()}")
        if self.collection or self.no_collection:
            said.append(f"collection {self.collection or 'none'}")
        said += [f"tag + {tag}" for tag in self.add_tags]
        said += [f"tag − {tag}" for tag in self.remove_tags]
        said += [str(own) for own in self.own]
        text = "; ".join(said)
        return text[:1].upper() + text[1:]
