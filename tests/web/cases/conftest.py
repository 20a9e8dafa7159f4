"""The people of the screens' tests, under the name these tests call them by."""

import pytest

from tests.makers.cases import Cast


@pytest.fixture
def cast(people: Cast) -> Cast:
    return people
