"""How tests run on a mutant: alike each time, and no longer than it takes to see a fault.

Time decides nothing: a slow machine must not pass for a test that noticed. Mutation testing
puts this file into its copy of the project as ``conftest.py``.
"""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "mutation",
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("mutation")

STATS = Path(__file__).parent / "mutmut-stats.json"
SECONDS = json.loads(STATS.read_text())["duration_by_test"] if STATS.exists() else {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run first what takes least, for one test that fails is enough."""
    items.sort(key=lambda item: SECONDS.get(item.nodeid, 0))


def pytest_runtest_setup() -> None:
    """Forget what was computed before: each test reaches all that it needs."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("secbook.models.", "secbook.data.")):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
