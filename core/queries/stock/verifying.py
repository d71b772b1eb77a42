"""Do the levels agree with the ledger and the reservations? One statement, added up in the database."""

from typing import NamedTuple

from django.db import connection

from core.models import Location, Variant

# One statement sees one moment: two would call a sale in between a difference.
DISAGREEING = """
SELECT variant_id, location_id, SUM(on_hand), SUM(moved), SUM(reserved), SUM(kept)
FROM (
    SELECT variant_id, location_id, on_hand, 0 AS moved, reserved, 0 AS kept
    FROM core_stocklevel
    UNION ALL
    SELECT variant_id, location_id, 0, SUM(quantity), 0, 0
    FROM core_stockmovement GROUP BY variant_id, location_id
    UNION ALL
    SELECT variant_id, location_id, 0, 0, 0, SUM(quantity)
    FROM core_reservation WHERE ended_at IS NULL GROUP BY variant_id, location_id
) AS added
GROUP BY variant_id, location_id
HAVING SUM(on_hand) <> SUM(moved) OR SUM(reserved) <> SUM(kept)
ORDER BY variant_id, location_id
"""


class Difference(NamedTuple):
    """A level that is not the sum of its movements, or of what is reserved."""

    sku: str
    location: str
    level: int
    movements: int
    reserved: int = 0
    reservations: int = 0

    def __str__(self) -> str:
        said = []
        if self.level != self.movements:
            said.append(f"the level says {self.level}, the movements add up to {self.movements}")
        if self.reserved != self.reservations:
            said.append(
                f"the level says {self.reserved} reserved, "
                f"the reservations add up to {self.reservations}"
            )
        return f"{self.sku} at {self.location}: {'; '.join(said)}."


def differences() -> list[Difference]:
    """Every level that disagrees with the ledger, levels that are missing included."""
    with connection.cursor() as cursor:
        cursor.execute(DISAGREEING)
        wrong = [tuple(map(int, row)) for row in cursor.fetchall()]
    skus = Variant.objects.in_bulk({row[0] for row in wrong})
    names = Location.objects.in_bulk({row[1] for row in wrong})
    return [
        Difference(skus[variant].sku, names[location].name, *sums)
        for variant, location, *sums in wrong
    ]
