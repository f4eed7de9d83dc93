"""Pages for every eye and hand: axe-core, narrow screens, keyboards, weight and stillness."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from browser.crawling import Crawl
from browser.judging import find_faults, measure_shift
from browser.surfing import DESKTOP, NARROW, PHONE, Surfer
from sangsaeng.kernel.messages import Language
from sangsaeng.web.admitting import MODE

Surf = Callable[..., Surfer]
# A sample of each visitor's navigation; `dev.py screenshots` looks at all of it.
_PAGES = 7
_FIRST_PAGE_BYTES = 200_000


@pytest.mark.parametrize(
    ("persona", "language", "mode", "width"),
    [
        ("persona_tier_3_owner", "ko", "light", NARROW),
        ("persona_buyer_enters", "en", "contrast", DESKTOP),
        ("persona_operations", "ko", "contrast", NARROW),
        ("persona_officer", "en", "light", PHONE),
    ],
)
def test_pages_are_accessible_fit_the_screen_and_stay_where_they_are(
    surf: Surf, persona: str, language: Language, mode: str, width: int
) -> None:
    visitor = surf(language, width)
    mode_cookie = {"name": MODE, "value": mode, "url": visitor.living.url}
    visitor.context.add_cookies([mode_cookie])  # type: ignore[list-item]
    visitor.be(persona)
    walked = itertools.islice(Crawl(deepest=0).walk(visitor), _PAGES)
    faults = {path: [*find_faults(visitor)] for path in walked}
    assert not any(faults.values()), faults


def test_a_phone_shows_a_picture_once_and_no_day_of_another_month(surf: Surf) -> None:
    buyer = surf("ko", PHONE)
    buyer.be("persona_buyer_enters")
    buyer.open("/flow")
    assert buyer.page.locator(".figure__picture svg").count() > 0
    assert [*find_faults(buyer, (DESKTOP,))] == []
    buyer.open("/funding")
    others = buyer.page.locator(".calendar__none")
    assert others.count() > 0 and not any(one.is_visible() for one in others.all())


def test_the_first_page_is_light(surf: Surf) -> None:
    stranger = surf("ko", PHONE)
    session = stranger.context.new_cdp_session(stranger.page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    stranger.open("/sign-in")
    stranger.page.wait_for_load_state("networkidle")
    assert len(sizes) > 4 and sum(sizes) < _FIRST_PAGE_BYTES, sizes
    assert measure_shift(stranger.page) == 0
