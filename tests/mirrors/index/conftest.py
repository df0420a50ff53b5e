"""The watchlist of the tests: forty accounts without much in common, and one to find again."""

from __future__ import annotations

import pytest

from staydown.mirrors.index import Watchlist
from staydown.mirrors.model import Model
from tests.mirrors.accounts import OTHERS, removed


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


@pytest.fixture
def watchlist(model: Model) -> Watchlist:
    return Watchlist.build([*OTHERS, removed()], model)
