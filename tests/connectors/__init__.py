"""Tests of the connectors: one contract for all, real platforms, and platforms that misbehave."""

import pytest

pytest.register_assert_rewrite("tests.connectors.contract")
