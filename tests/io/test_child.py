from __future__ import annotations

from fangpin.child import Child, each


def test_the_largest_begin_first_and_what_came_of_them_is_given_in_order() -> None:
    begun: list[int] = []

    def run(_: Child, item: int) -> str:
        begun.append(item)
        return str(item)

    made = each(lambda: Child("nothing:runs"), [2, 5, 3], run, 1, lambda item: item)
    assert list(made) == ["2", "5", "3"]
    assert begun == [5, 3, 2]
