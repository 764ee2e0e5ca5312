"""Specialties as people write them, and the slug that picks a letter."""

import re
from functools import lru_cache

from outreach.practitioners.folding import plain_words

WORDS = {
    "chiropractor": "chiropractor chiropractic chiro dc doctor-of-chiropractic "
    "chiropractic-physician",
    "physical-therapist": "physical-therapist physical-therapy physiotherapist physiotherapy "
    "physio pt dpt physical-therapy-assistant doctor-of-physical-therapy",
    "personal-trainer": "personal-trainer certified-personal-trainer personal-training trainer "
    "fitness-trainer strength-coach strength-and-conditioning-coach strength fitness-coach cpt "
    "gym-owner coach",
    "yoga-teacher": "yoga-teacher certified-yoga-teacher yoga-instructor yoga yoga-therapist "
    "yoga-studio ryt yogi",
    "podiatrist": "podiatrist podiatry dpm foot-doctor foot-and-ankle foot",
    "acupuncturist": "acupuncturist acupuncture lac l-ac licensed-acupuncturist tcm dacm",
}
"""Slug → what people write for it, as slugs."""

_BETWEEN = re.compile(r"[/,;&+(|\n]|\band\b(?! conditioning| ankle)", re.IGNORECASE)
_SLUGS = {word: slug for slug, words in WORDS.items() for word in words.split()}


@lru_cache(maxsize=1024)
def specialty_slug(specialty: str) -> str:
    """Return the slug of a specialty: `DC` → `chiropractor`; `Pilates` → `pilates`.

    Of several (`Chiropractor / acupuncturist`) the first counts.
    """
    for part in _BETWEEN.split(specialty):
        slug = "-".join(plain_words(part.replace(".", "")).split())
        if slug:
            return _SLUGS.get(slug, slug)
    return ""
