"""One page of a list: keys first, by index, then all that is shown of fifty rows."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from unfold.views import ChangeList

from core.queries import counting, finding, paging
from core.queries.counting import Count
from core.queries.finding import Found, Place
from core.queries.paging import Column, Values

MOST_DIGITS = 18
AFTER, BEFORE, END = "after", "before", "end"
PLACES = (AFTER, BEFORE, END)
MOST_SORTED = 3000
"""So many rows are sorted without an index; more are walked in the order of one."""
MOST_SKIPPED = 10_000
"""An old link to page 200 still leads there; beyond, it leads to the beginning."""
VALUE = "nx_place_{}"


class Links(Paginator):
    """First, previous, next and last; there is no page 17 of a million rows to ask for."""

    template_name = "core/lists/pagination.html"
    first = previous = following = last = ""
    said = ""

    def get_elided_page_range(self, *_args: Any, **_kwargs: Any) -> Any:
        return []


class BoundedPaginator(Paginator):
    """For the small lists behind choice fields: nobody there asks how many there are in all."""

    MOST = 1000

    @property
    def count(self) -> int:
        found: Any = self.object_list
        return counting.upto(found, self.MOST)


def _is_beyond_keys(asked: tuple[str, Any]) -> bool:
    """Whether a filter asks for a row by a number that no row can have."""
    name, values = asked
    texts = values if isinstance(values, list) else [values]
    return name.endswith("__exact") and any(
        str(text).isdecimal() and len(str(text).lstrip("0")) > MOST_DIGITS for text in texts
    )


class LongList(ChangeList):
    """A list whose first and last page cost the same with a thousand rows and with a million."""

    count: Count
    places: dict[str, str]
    page: paging.Page
    page_num: int
    has_look_alikes = False
    hits: Found | None = None  # of the search, where nothing else narrows the list

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Links for filters and orders lead to the beginning, so the place in the list goes."""
        if not hasattr(self, "places"):
            self.places = {name: request.GET[name] for name in PLACES if name in request.GET}
        for name in PLACES:
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        if any(map(_is_beyond_keys, self.filter_params.items())):
            raise IncorrectLookupParameters
        return super().get_queryset(request, exclude_parameters)

    def _get_deterministic_ordering(self, ordering: Sequence[Any]) -> list[Any]:
        """Ended by the key, in the direction of the first column: so one index gives the order."""
        found = list(ordering)
        if found and "pk" not in {str(part).lstrip("-") for part in found}:
            first = found[0]
            backwards = (
                first.descending if isinstance(first, OrderBy) else str(first).startswith("-")
            )
            found.append("-pk" if backwards else "pk")
        return found or ["-pk"]

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Only by what is offered, and by nothing else besides: an index gives no more."""
        if order := self.params.get(ORDER_VAR):
            parts = [part for part in order.split(".") if self._is_offered(part.lstrip("-"))]
            self.params[ORDER_VAR] = ".".join(parts)
            if parts:
                return super().get_ordering(request, queryset.order_by())
            del self.params[ORDER_VAR]
        return super().get_ordering(request, queryset.order_by())

    def _is_offered(self, number: str) -> bool:
        if not number.isdecimal() or int(number) >= len(self.list_display):
            return False
        name = self.list_display[int(number)]
        return self.sortable_by is None or name in self.sortable_by

    def get_results(self, request: HttpRequest) -> None:
        self.has_look_alikes = getattr(request, "has_look_alikes", False)
        self.hits = getattr(request, "found", None)
        found, is_narrow = self._narrowed()
        number = self.count.number
        self.can_show_all = number <= self.list_max_show_all and not self.count.is_least
        self.multi_page = number > self.list_per_page
        is_whole = self.show_all and self.can_show_all
        size = self.list_max_show_all if is_whole else self.list_per_page
        self.paginator = Links([], self.list_per_page)
        self.result_list = self._rows(request, found, size, is_narrow=is_narrow)
        if not self.multi_page or self._is_alone(size):
            number = len(self.result_list)
            self.count = Count(number)
        self.result_count = self.full_result_count = number
        self.show_full_result_count = False
        self.show_admin_actions = True
        self.paginator.said = self.count.said

    def _is_alone(self, size: int) -> bool:
        """Everything there is stands on this page."""
        return not (self.places or self.page.has_more or self.page_num > 1) and (
            len(self.result_list) <= size
        )

    # How many, and which ---------------------------------------------------------------------

    def _narrowed(self) -> tuple[QuerySet[Any], bool]:
        """Few rows are sorted as they are; of many only a page is read, in the order of an index."""
        if not self.queryset.query.where:
            self.count = counting.whole(self.model)
            return self.queryset, False
        if self.hits and self.hits.cards is not None:
            self.count = Count(finding.MOST, is_least=True)
            return self.queryset, False
        if self.hits and self.hits.keys is not None:
            self.count = Count(len(self.hits.keys))
            return self.queryset, True
        unsorted = self.queryset.order_by().values_list("pk", flat=True)
        keys = list(dict.fromkeys(unsorted[: MOST_SORTED + 1]))
        if len(keys) > MOST_SORTED:
            self.count = Count(MOST_SORTED, is_least=True)
            return self.queryset, False
        self.count = Count(len(keys))
        order = self.queryset.query.order_by
        return self.root_queryset.filter(pk__in=keys).order_by(*order), True

    def _rows(
        self, request: HttpRequest, found: QuerySet[Any], size: int, *, is_narrow: bool
    ) -> list[Any]:
        pins = finding.exact(self.model, self.query) if self.query else []
        if pins:
            found = found.exclude(pk__in=pins)
        try:
            by = paging.columns(self.model, found.query.order_by)
        except FieldDoesNotExist:
            return self._counted_off(found, size)
        values = self._values(by)
        place = Place(
            after=values.get(AFTER),
            before=values.get(BEFORE),
            is_last=END in values,
            offset=0 if values else self._offset(),
        )
        page = self._hits(by, size, place, pins)
        self.page = page or paging.page(found, by, size, **vars(place), is_narrow=is_narrow)
        is_first = not (values or self._offset())
        rows = self._read([*(pins if is_first else []), *self.page.keys], by)
        self._link(rows, by, values)
        return rows

    def _hits(
        self, by: Sequence[Column], size: int, place: Place, pins: Sequence[Any]
    ) -> paging.Page | None:
        if self.hits is None or self.hits.cards is None:
            return None
        if pins:  # the one row it means stands first; the rest goes the usual way
            return None
        return finding.page(self.root_queryset, self.query, self.hits, by, size, place)

    def _read(self, keys: Sequence[Any], by: Sequence[Column]) -> list[Any]:
        given = self.root_queryset
        joined = given if given.query.select_related else self.apply_select_related(given)
        shown = joined.order_by().filter(pk__in=keys)
        places = {VALUE.format(n): F(column.path) for n, column in enumerate(by)}
        rows = {row.pk: row for row in shown.annotate(**places)}
        return [rows[key] for key in dict.fromkeys(keys) if key in rows]

    def _counted_off(self, found: QuerySet[Any], size: int) -> list[Any]:
        """By counting rows off, for what no index can sort: only on small tables."""
        skipped = self._offset()
        keys = list(found.values_list("pk", flat=True)[skipped : skipped + size + 1])
        self.page = paging.Page(keys[:size], len(keys) > size)
        if skipped:
            self.paginator.first = self.get_query_string()
            self.paginator.previous = self.get_query_string({PAGE_VAR: self.page_num - 1})
        if self.page.has_more:
            self.paginator.following = self.get_query_string({PAGE_VAR: self.page_num + 1})
        return self._read(self.page.keys, [])

    # Where in the list -----------------------------------------------------------------------

    def _offset(self) -> int:
        if not 1 <= self.page_num <= MOST_SKIPPED // self.list_per_page:
            self.page_num = 1
        return (self.page_num - 1) * self.list_per_page

    def _values(self, by: Sequence[Column]) -> dict[str, Values]:
        """Where the address says the page begins or ends; what it can't mean is the beginning."""
        if END in self.places:
            return {END: ()}
        for name in (AFTER, BEFORE):
            if name in self.places and (at := paging.place(self.places[name], by)):
                return {name: at}
        return {}

    def _link(self, rows: Sequence[Any], by: Sequence[Column], values: dict[str, Values]) -> None:
        is_backwards = BEFORE in values or END in values
        shown = [row for row in rows if row.pk in set(self.page.keys)]
        before = self.page.has_more if is_backwards else bool(values or self._offset())
        behind = END not in values if is_backwards else self.page.has_more
        links = self.paginator
        if before:
            links.first = self.get_query_string()
            links.previous = (
                self.get_query_string({BEFORE: _token(shown[0], by)}) if shown else "?end=1"
            )
        if behind and shown:
            links.following = self.get_query_string({AFTER: _token(shown[-1], by)})
            links.last = self.get_query_string({END: 1})


def _token(row: Any, by: Sequence[Column]) -> str:
    return paging.token([getattr(row, VALUE.format(n)) for n in range(len(by))])
