"""What all tests share."""

from hypothesis import settings

# Speed is measured by the benchmarks: a busy machine must not fail a promise of the theory.
# Mutation testing has loaded a profile of its own by now.
settings.register_profile("secbook", deadline=None)
if settings.get_current_profile_name() == "default":
    settings.load_profile("secbook")
