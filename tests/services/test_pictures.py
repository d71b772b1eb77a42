"""Pictures of a gown: what is let in, what is kept of it, and who is shown first."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image, ImageCms

from core.errors import NotPossible, StaleVersion
from core.models import Product, ProductImage
from core.queries import shelf
from core.services import catalog
from core.services.catalog import developing, pictures
from tests import photos


def add(product: Product, data: bytes | None = None, name: str = "dress.jpg", size: int = 0) -> Any:
    data = photos.photo() if data is None else data
    return catalog.add_picture(product, file=io.BytesIO(data), name=name, size=size or len(data))


def kept(image: ProductImage) -> Image.Image:
    with image.file.open() as file:
        return Image.open(io.BytesIO(file.read()))


def files() -> list[str]:
    found: list[str] = []

    def walk(folder: str) -> None:
        if not default_storage.exists(folder):
            return
        folders, names = default_storage.listdir(folder)
        found.extend(names)
        for inner in folders:
            walk(f"{folder}/{inner}")

    walk("products")
    return found


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("dress.jpg", photos.photo("JPEG")),
        ("DRESS.JPEG", photos.photo("JPEG")),
        ("phone.jpg", photos.of_a_phone()),
        ("print.jpg", photos.photo("JPEG", mode="CMYK", color=(10, 20, 30, 0))),
        ("grey.jpg", photos.photo("JPEG", mode="L", color=90)),
        ("dress.png", photos.photo("PNG")),
        ("few-colours.png", photos.photo("PNG", mode="P", color=3)),
        ("clear.png", photos.photo("PNG", mode="RGBA", color=(10, 20, 30, 90))),
        ("deep-grey.png", photos.photo("PNG", mode="I;16", color=30000)),
        ("dress.webp", photos.photo("WEBP")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_camera_gives_becomes_a_webp_of_ours(
    aurora: Product, name: str, data: bytes
) -> None:
    image = add(aurora, data, name)
    picture = kept(image)
    assert (picture.format, picture.mode) == (
        "WEBP",
        "RGBA" if name == "clear.png" else "RGB",
    )
    assert image.is_main


def test_a_picture_is_upright_and_says_nothing_about_where_it_was_taken(aurora: Product) -> None:
    told = photos.exif(orientation=6, make="Canon", artist="A secret photographer")
    image = add(aurora, photos.photo(size=(120, 90), exif=told, quality=95))
    picture = kept(image)
    assert picture.size == (90, 120)
    red, _, blue = picture.convert("RGB").getpixel((85, 5))
    assert red > 150 > blue, "the red corner is at the upper right once it is turned"
    assert not picture.getexif()
    with image.file.open() as file:
        data = file.read()
    assert b"secret" not in data
    assert b"Canon" not in data
    assert not {"exif", "icc_profile", "xmp"} & set(picture.info)


def test_colours_of_another_space_stay_what_they_looked_like(aurora: Product) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = add(aurora, photos.photo(color=(120, 60, 30), icc_profile=profile, quality=95))
    seen = kept(image).getpixel((80, 110))
    assert all(abs(a - b) < 12 for a, b in zip(seen, (120, 60, 30), strict=True))
    broken = add(aurora, photos.photo(icc_profile=b"no profile at all"), "odd.jpg")
    assert kept(broken).mode == "RGB"


def test_a_large_picture_is_made_smaller_and_gets_small_copies(aurora: Product) -> None:
    image = add(aurora, photos.photo(size=(3000, 4000)))
    assert max(kept(image).size) == developing.LONGEST_EDGE
    row, tile = (shelf.address(image, size) for size in ("row", "tile"))
    assert len({row, tile, shelf.address(image)}) == 3
    assert shelf.picture(aurora) == row
    assert len(files()) == 3


def test_a_picture_without_small_copies_is_shown_itself(aurora: Product) -> None:
    name = default_storage.save("products/old.webp", SimpleUploadedFile("x", photos.photo("WEBP")))
    old = ProductImage.objects.create(product=aurora, file=name, is_main=True)
    assert shelf.address(old, "row") == old.file.url
    assert files() == ["old.webp"], "looking at a page makes no files"


def test_the_stored_name_is_never_the_given_one(aurora: Product) -> None:
    image = add(aurora, name="../../etc/<script>passwd.jpg")
    assert "passwd" not in image.file.name
    assert image.file.name.startswith("products/20")
    assert image.file.name.endswith(".webp")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("icon.svg", b"<svg onload='alert(1)'/>", "drawing (SVG)"),
        ("page.html", b"<script>alert(1)</script>", "is not a picture we can take"),
        ("noname", photos.photo(), "is not a picture we can take"),
        ("IMG_1.HEIC", b"ftypheic", "iPhone picture"),
        ("moving.gif", b"GIF89a", "is a GIF"),
        ("page.jpg", b"<html><script>alert(1)</script>", "does not hold the picture its name"),
        ("empty.png", b"", "does not hold the picture its name"),
        ("liar.png", photos.photo("JPEG"), "says PNG in its name and holds a JPEG"),
        ("liar.jpg", photos.photo("WEBP"), "says JPEG in its name and holds a WEBP"),
        ("gif.jpg", photos.photo("GIF", mode="P", color=1), "does not hold the picture its name"),
        ("half.jpg", photos.photo(size=(600, 800))[:4000], "damaged or not complete"),
        ("half.png", photos.photo("PNG", size=(600, 800))[:300], "damaged or not complete"),
        ("moving.png", photos.moving("PNG"), "moves"),
        ("moving.webp", photos.moving("WEBP"), "moves"),
        ("bomb.png", photos.bomb(), "more than 50 million pixels"),
        ("wide.png", photos.photo("PNG", size=(8000, 6500), mode="1", color=0), "50 million"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)
def test_what_is_no_picture_is_refused_with_its_name_and_the_cure(
    aurora: Product, name: str, data: bytes, why: str
) -> None:
    with pytest.raises(NotPossible) as refused:
        add(aurora, data, name)
    assert refused.value.message.startswith(name)
    assert why in refused.value.message
    assert refused.value.message.count(". ") >= 1, "and says what to do"
    assert not aurora.images.exists()
    assert files() == []


def test_a_file_is_too_heavy_before_it_is_opened(aurora: Product) -> None:
    with pytest.raises(NotPossible, match=r"dress.jpg has 16 MB; 15 MB is the most"):
        add(aurora, b"never read", size=16 * 1024 * 1024)


def test_a_gown_has_forty_pictures_at_most(
    aurora: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_PICTURES", 2)
    add(aurora)
    add(aurora)
    before = files()
    with pytest.raises(NotPossible, match="has 2 pictures already"):
        add(aurora)
    assert (aurora.images.count(), sorted(files())) == (2, sorted(before))


def test_the_first_in_the_order_is_the_main_one(aurora: Product) -> None:
    one, two, three = (add(aurora) for _ in range(3))
    catalog.order_pictures(aurora, pictures=[three.pk, one.pk, two.pk])
    assert list(aurora.images.all()) == [three, one, two]
    assert list(aurora.images.filter(is_main=True)) == [three]


def test_an_order_that_misses_a_picture_changes_nothing(aurora: Product) -> None:
    one, two = add(aurora), add(aurora)
    with pytest.raises(StaleVersion, match="added or deleted a picture"):
        catalog.order_pictures(aurora, pictures=[two.pk])
    assert list(aurora.images.all()) == [one, two]


@pytest.mark.usefixtures("db")
def test_a_deleted_picture_takes_its_files_along_and_the_next_is_the_main_one(
    aurora: Product, django_capture_on_commit_callbacks: Any
) -> None:
    one, two = add(aurora), add(aurora)
    assert len(files()) == 6
    with django_capture_on_commit_callbacks(execute=True):
        catalog.remove_picture(one)
    two.refresh_from_db()
    assert two.is_main
    assert list(aurora.images.all()) == [two]
    assert len(files()) == 3


def test_what_a_picture_shows_is_kept_on_one_line(aurora: Product) -> None:
    image = catalog.describe_picture(add(aurora), alt="  Back\n with lace ")
    image.refresh_from_db()
    assert image.alt == "Back with lace"


def test_older_pictures_get_their_small_copies_by_one_command(
    aurora: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    def old(name: str, data: bytes) -> ProductImage:
        kept = default_storage.save(f"products/{name}", SimpleUploadedFile("x", data))
        return ProductImage.objects.create(product=aurora, file=kept)

    picture = old("old.webp", photos.photo("WEBP"))
    old("broken.webp", b"no picture")
    lost = old("lost.webp", photos.photo("WEBP"))
    default_storage.delete(lost.file.name)
    ProductImage.objects.create(product=aurora, url="https://example.org/a.jpg")
    call_command("make_thumbnails")
    told = capsys.readouterr()
    assert told.out == "1 picture has small copies now.\n"
    assert told.err.count("is not on the disk, or is no picture") == 2
    assert shelf.address(picture, "row") != picture.file.url
    call_command("make_thumbnails")
    assert capsys.readouterr().out == "0 pictures have small copies now.\n"
