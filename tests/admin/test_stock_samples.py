"""The page of a sample: away for a while, on sale, and its photo."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse
from django.views.static import serve
from PIL import Image

from core.models import Claim, Sample, StockMovement


def test_a_sample_goes_away_and_comes_back(owner, sample, berlin, booked):
    away = {"starts": "2031-05-01T10:00", "ends": "2031-05-03T18:00", "note": "Trunk show"}
    page = reverse("admin:core_sample_change", args=[sample.pk])

    said = owner.post(reverse("admin:core_sample_block", args=[sample.pk]), away, follow=True)

    block = Claim.objects.get()
    assert "is away: Trunk show." in said.content.decode()
    assert block.starts_at.astimezone(berlin.zone).hour == 10
    back = reverse("admin:core_sample_unblock", args=[sample.pk, block.pk])
    assert back in owner.get(page).content.decode()
    owner.post(back)
    assert not Claim.objects.exists()


def test_a_sample_that_is_promised_is_neither_away_nor_sold(owner, sample, booked, tuesday):
    booked("10:00", samples=[sample])
    day = {"starts": f"{tuesday}T08:00", "ends": f"{tuesday}T20:00", "note": "Cleaning"}

    said = owner.post(reverse("admin:core_sample_block", args=[sample.pk]), day, follow=True)
    sold = owner.post(reverse("admin:core_sample_release", args=[sample.pk]))

    assert "promised to Anna Winter" in said.content.decode()
    assert sold.status_code == 422
    assert "promised to Anna Winter" in sold.content.decode()
    assert not Claim.objects.filter(kind="block").exists()
    sample.refresh_from_db()
    assert sample.status == Sample.Status.ON_FLOOR


def test_a_released_sample_can_be_taken_back_from_the_message(owner, sample):
    address = reverse("admin:core_sample_release", args=[sample.pk])
    page = owner.post(address, follow=True).content.decode()

    undo = reverse("admin:core_stockmovement_undo", args=[StockMovement.objects.get().pk])
    assert undo in page
    owner.post(undo)

    sample.refresh_from_db()
    assert sample.status == Sample.Status.ON_FLOOR


def photo(kind: str, **more: Any) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "#9d5c75").save(out, kind, **more)
    return SimpleUploadedFile(f"gown.{kind.lower()}", out.getvalue(), content_type="image/jpeg")


def sample_fields(sample: Sample, **more: Any) -> dict[str, Any]:
    return {
        "name": sample.name,
        "variant": sample.variant_id,
        "barcode": sample.barcode,
        "location": sample.location_id,
        "status": sample.status,
        "condition": sample.condition,
        "is_active": "on",
    } | more


def test_a_photo_of_a_sample_is_encoded_anew(owner, sample):
    exif = Image.Exif()
    exif[0x0132] = "2026:01:02 03:04:05"
    page = reverse("admin:core_sample_change", args=[sample.pk])

    owner.post(page, sample_fields(sample, photo=photo("JPEG", exif=exif)))

    sample.refresh_from_db()
    assert sample.photo.name.startswith("samples/")
    with sample.photo.open() as file, Image.open(file) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("WEBP", (60, 80), {})
    assert sample.photo.url in owner.get(page).content.decode()
    assert resolve(sample.photo.url).func is serve


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("gown.jpg", b"<svg onload='alert(1)'/>", content_type="image/jpeg"),
        SimpleUploadedFile("gown.png", b"<html></html>", content_type="image/png"),
        photo("GIF"),
    ],
    ids=["svg", "html", "gif"],
)
def test_what_is_no_photo_is_refused(owner, sample, file):
    page = reverse("admin:core_sample_change", args=[sample.pk])

    answer = owner.post(page, sample_fields(sample, photo=file))

    assert answer.status_code == 200
    sample.refresh_from_db()
    assert not sample.photo
