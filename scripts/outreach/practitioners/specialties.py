"""Specialties as people write them, and the slug that picks a letter."""

import re

from outreach.practitioners.addresses import plain_words

WORDS = {
    "chiropractor": "chiropractor chiropractic chiro dc",
    "physical-therapist": "physical-therapist physical-therapy physiotherapist physiotherapy "
    "physio pt dpt physical-therapy-assistant",
    "personal-trainer": "personal-trainer personal-training trainer fitness-trainer "
    "strength-coach strength-and-conditioning-coach fitness-coach cpt gym-owner coach",
    "yoga-teacher": "yoga-teacher yoga-instructor yoga yoga-therapist yoga-studio ryt yogi",
    "podiatrist": "podiatrist podiatry dpm foot-doctor foot-and-ankle",
    "acupuncturist": "acupuncturist acupuncture lac l-ac licensed-acupuncturist tcm dacm",
}
"""Slug → what people write for it, as slugs."""

_SLUGS = {word: slug for slug, words in WORDS.items() for word in words.split()}


def specialty_slug(specialty: str) -> str:
    """Return the slug of a specialty: `DC` → `chiropractor`; `Pilates` → `pilates`.

    Of several (`Chiropractor / acupuncturist`) the first counts.
    """
    for part in re.split(r"[/,;&+(]|\band\b(?! conditioning| ankle)", specialty):
        slug = "-".join(plain_words(part).split())
        if slug:
            return _SLUGS.get(slug, slug)
    return ""
