"""The photo of a sample: encoded anew like every picture of the shop."""

import uuid
from typing import IO

from core.models import Sample
from core.services.catalog import developing


def hang(sample: Sample, *, file: IO[bytes], name: str, size: int) -> Sample:
    """Give an unsaved or changed sample its photo; the caller saves it.

    Raises NotPossible, naming the file, when it is no picture that we take.
    """
    ready = developing.develop(file, name=name, size=size)
    sample.photo.save(f"{uuid.uuid4().hex}.webp", ready, save=False)
    return sample
