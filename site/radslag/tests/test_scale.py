"""The sample that a day takes, and that the night leaves nothing out."""

import pytest

from radslag.tests.scale import is_full, sampled, scaled

CASES = list(range(20))


@pytest.fixture
def by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADSLAG_SCALE", "0.05")


@pytest.mark.parametrize("said", ["1", None])
def test_at_full_scale_and_when_nothing_is_said_nothing_is_left_out(
    monkeypatch: pytest.MonkeyPatch, said: str | None
) -> None:
    monkeypatch.delenv("RADSLAG_SCALE", raising=False)
    if said:
        monkeypatch.setenv("RADSLAG_SCALE", said)
    assert is_full()
    assert sampled(CASES, 7) == CASES
    assert scaled(1_000, least=3) == 1_000


@pytest.mark.usefixtures("by_day")
def test_by_day_a_spread_sample_has_the_first_the_last_and_what_must_be_there() -> None:
    assert not is_full()
    assert sampled(CASES, 7) == [0, 7, 14, 19]
    assert sampled(CASES, 7, keep=[3, 14]) == [0, 3, 7, 14, 19]
    assert sampled(iter(CASES), 7) == sampled(CASES, 7)
    assert sampled(["alone"], 7) == ["alone"]
    assert sampled([], 7) == []


@pytest.mark.usefixtures("by_day")
def test_of_few_so_many_are_left_that_the_test_can_fail() -> None:
    assert scaled(1_000, least=3) == 50
    assert scaled(10, least=3) == 3


@pytest.mark.parametrize("said", ["0.05", "1"])
def test_what_must_be_there_and_is_not_is_told_at_any_scale(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("RADSLAG_SCALE", said)
    with pytest.raises(ValueError, match="not among the cases"):
        sampled(CASES, 7, keep=[99])
