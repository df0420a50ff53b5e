from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from staydown.kernel.ids import new_id


def test_ids_are_version_7_and_sort_by_when_they_were_made() -> None:
    made = [new_id() for _ in range(10_000)]
    assert {one.version for one in made} == {7}
    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)


def test_no_two_are_the_same_though_threads_make_them_at_once() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: [new_id() for _ in range(1_000)], range(8)))
    assert len({one for chunk in made for one in chunk}) == 8_000
    assert all(chunk == sorted(chunk) for chunk in made)
