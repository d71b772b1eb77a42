"""What sizes and colours the shop has, the most usual first."""

from dataclasses import dataclass

from django.db.models import Count

from core.models import Variant

MOST = 18


@dataclass
class Used:
    sizes: list[str]
    colors: list[str]


def sizes_and_colors() -> Used:
    def usual(name: str) -> list[str]:
        rows = Variant.objects.exclude(**{name: ""}).order_by().values(name)
        counted = rows.annotate(times=Count("pk")).order_by("-times", name)
        return [row[name] for row in counted[:MOST]]

    return Used(usual("size"), usual("color"))
