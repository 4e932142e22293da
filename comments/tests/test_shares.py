"""How the room of a page is shared between texts."""

from hypothesis import given
from hypothesis import strategies as st

from comments.rules.shares import SMALLEST, cut, fair_limit, fitted, weight_of
from comments.tests.crowds import TEXT

weights = st.lists(st.integers(0, 20_000), max_size=60)
texts = (
    st.text(max_size=3_000) | st.text("'\"<& \nå", max_size=3_000) | st.just("https://example.org/å " * 130)
)


@given(weights, st.integers(0, 50_000))
def test_what_is_shared_fits_and_nobody_waits_for_room_that_is_left(needs, room):
    limit = fair_limit(needs, room)
    given_out = [min(need, limit) for need in needs]
    assert sum(given_out) <= room
    cut_short = [need for need in needs if need > limit]
    assert not cut_short or sum(given_out) + len(cut_short) > room


def test_short_texts_stand_whole_and_the_long_ones_share_the_rest():
    assert fair_limit([10, 10, 100, 1_000], 120) == 50
    assert fair_limit([10, 20], 100) == 20
    assert fair_limit([], 100) == 0


@given(texts, st.integers(400, 4_000))
def test_a_cut_text_weighs_no_more_than_its_share(text, most):
    begun = cut(text, most)
    assert weight_of(begun) <= most or len(begun) <= SMALLEST + 2
    assert begun == text or text.startswith(begun[:-2])


@given(st.lists(texts, max_size=20))
def test_texts_of_any_kind_fit_on_a_page(written):
    shown = fitted(written, 18_000)
    assert sum(map(weight_of, shown)) <= 18_000
    assert shown == written or sum(map(weight_of, written)) > 18_000


def test_a_text_is_cut_between_words_and_says_so():
    begun = cut(TEXT, 80)
    assert begun.endswith("\u00a0…")
    assert TEXT.startswith(begun[:-2] + " ")
    assert cut("Kort.", 400) == "Kort."
