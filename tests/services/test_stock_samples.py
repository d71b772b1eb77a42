"""A sample that is released for sale, and the way back; where each is and when it is free."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.errors import NotPossible, Promised
from core.models import Sample, StockLevel, StockMovement, TryOn
from core.queries import stock as reading
from core.services import diary, stock

Status = Sample.Status


def test_a_released_sample_is_a_piece_for_sale_and_retired(sample, berlin, helena):
    Sample.objects.update(status=Status.REPAIR)

    line = stock.release_sample(sample, by=helena, note="Season is over")

    assert (line.reason, line.quantity, line.sample_id) == ("sample-released", 1, sample.pk)
    assert StockLevel.objects.get().on_hand == 1
    assert sample.status == Status.RETIRED
    with pytest.raises(NotPossible, match="retired already"):
        stock.release_sample(sample)
    assert StockMovement.objects.count() == 1


def test_a_sample_that_brides_wait_for_stays(sample, booked, anna):
    booked("10:00", samples=[sample])

    with pytest.raises(Promised, match=r"promised to Anna Winter on .* Move that first") as refusal:
        stock.release_sample(sample)

    assert refusal.value.facts["references"] == ["CAST0001"]
    sample.refresh_from_db()
    assert sample.status == Status.ON_FLOOR
    assert not StockMovement.objects.exists()


def test_a_release_that_is_undone_gives_the_sample_back_as_it_was(sample, helena):
    Sample.objects.update(status=Status.OUT)
    line = stock.release_sample(sample)

    stock.undo(line, by=helena)

    sample.refresh_from_db()
    assert (sample.status, sample.status_before) == (Status.OUT, "")
    assert StockLevel.objects.get().on_hand == 0
    assert reading.differences() == []


def test_a_sample_is_free_when_what_stands_now_and_right_after_is_over(sample, booked):
    now = timezone.now()
    first = diary.block(
        sample, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    last = diary.block(sample, starts_at=first.ends_at, ends_at=now + timedelta(days=1))
    needs = booked("10:00", samples=[sample])

    where = reading.whereabouts([sample])[sample.pk]

    assert (where.free_at, where.needed_at) == (last.ends_at, needs.starts_at)


def test_a_sample_in_repair_is_not_free(sample):
    Sample.objects.update(status=Status.REPAIR)
    sample.refresh_from_db()

    assert reading.whereabouts([sample])[sample.pk].why_not == "In repair"


def test_the_story_of_a_sample_counts_what_was_really_tried(
    sample, booked, django_assert_num_queries
):
    at = timezone.now() - timedelta(days=3)
    for number in range(3):
        appointment = booked("10:00", days=number, samples=[sample])
        TryOn.objects.filter(appointment=appointment).update(
            tried_at=at - timedelta(days=number) if number else None, said_yes=number == 1
        )

    with django_assert_num_queries(1):
        (row,) = reading.with_story(Sample.objects.all())

    assert (row.tried, row.yes, row.tried_last) == (2, 1, at - timedelta(days=1))
    assert row.needed_at is not None
    assert row.busy_until is None
