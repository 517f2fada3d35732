r"""The parameters that all mechanisms of one world share, with their defaults and ranges.

*What is assumed besides power, aims and membership?* The numbers of this table: what war
costs, how far sovereign equality shields the small, how dear it is to help. They are
dimensionless. None is calibrated to history: a scenario or a call may replace each of
them by name, a call before its world, a world before this table.

Equal cost ratios for balancing and for enforcement are a choice: balance of power and
collective security then differ only in who may act and in who judges.

Sources: the table is this book's; the works behind each number stand with the mechanism
that uses it, in `secbook.models.mechanisms`.
"""

from math import inf
from typing import Annotated, NamedTuple

from annotated_types import Gt, doc

from secbook.domains import (
    Domain,
    InteriorShare,
    NonNegative,
    Positive,
    Probability,
    Share,
    domain_of,
    shown,
)

__all__ = ["PARAMETERS", "Parameter", "check_parameters", "outside", "settled_parameters"]


class Parameter(NamedTuple):
    """A number that the mechanisms share: its default, what it may be, what it means."""

    symbol: str
    default: float | None
    domain: Domain
    meaning: str


_AboveOne = Annotated[float, Gt(1), doc("a number above 1")]

PARAMETERS: dict[str, Parameter] = {
    "decisiveness": Parameter(
        "m", 1, domain_of(Positive), "how much an advantage in power counts in a war"
    ),
    "cost_low": Parameter(
        "c_lo", 0, domain_of(NonNegative), "the lowest private cost of war, in stakes"
    ),
    "cost_high": Parameter(
        "c_hi", 0.5, domain_of(Positive), "the highest private cost of war, in stakes"
    ),
    "sovereign_equality": Parameter(
        "kappa", 0.5, domain_of(Share), "how far benefits are equal, whatever the power"
    ),
    "balancing": Parameter(
        "beta",
        None,
        domain_of(Probability | None),
        "the probability that a third state balances; None: each decides for itself",
    ),
    "balancing_cost_ratio": Parameter(
        "cbB", 0.2, domain_of(InteriorShare), "cost over benefit of balancing"
    ),
    "hegemon_reliability": Parameter(
        "rho_H", 0.75, domain_of(Probability), "the probability that the hegemon protects"
    ),
    "judgement_accuracy": Parameter(
        "pi", 0.8, domain_of(Probability), "the probability that a judge names the aggressor"
    ),
    "enforcement_cost_ratio": Parameter(
        "cb", 0.2, domain_of(InteriorShare), "cost over benefit of enforcing the pledge"
    ),
    "security_taste": Parameter(
        "alpha", 0.4, domain_of(InteriorShare), "the weight of security in what states want"
    ),
    "trade_destroyed": Parameter(
        "lambda", 1, domain_of(Share), "the part of the trade of two states that war destroys"
    ),
    "trade_elasticity": Parameter(
        "sigma", 5, domain_of(_AboveOne), "how easily other partners replace a lost one"
    ),
    "trade_deterrence": Parameter(
        "tau_0", 1, domain_of(NonNegative), "the cost of losing all income, in stakes"
    ),
    "aim_convergence": Parameter(
        "mu_U", 0.5, domain_of(Share), "the part of a quarrel that a union removes"
    ),
    "private_share": Parameter(
        "theta", 0.3, domain_of(Share), "the part of a union's benefits that is private"
    ),
    "nuclear_cost": Parameter(
        "nuc", 2, domain_of(NonNegative), "the cost of attacking a nuclear state, in stakes"
    ),
    "extended_nuclear_credibility": Parameter(
        "r_ext", 0.3, domain_of(Probability), "the part of that cost that an ally extends"
    ),
    "provocation": Parameter(
        "eta", 0, domain_of(Share), "how much pacts make outsiders hostile"
    ),
    "misjudgement": Parameter(
        "s", 0, domain_of(NonNegative), "the scale of the error in the chance of winning"
    ),
    "legitimacy_cost": Parameter(
        "nu", 0, domain_of(NonNegative), "the cost of force that is condemned, in stakes"
    ),
}

PARAMETER_NAMES = list(PARAMETERS)


def outside(value: float, domain: Domain) -> bool:
    """Return whether a number is outside a domain, or not finite."""
    inside = domain.low <= value <= domain.high and abs(value) < inf
    if domain.low_open and value == domain.low:
        return True
    return not inside or (domain.high_open and value == domain.high)


def check_parameters(parameters: dict[str, float | None]) -> None:
    """Refuse a parameter that does not exist, or is outside its range, by its name."""
    for name, value in parameters.items():
        if name not in PARAMETERS:
            raise ValueError(
                f"parameters has no {shown(name)}; the names are {', '.join(PARAMETER_NAMES)}"
            )
        domain = PARAMETERS[name].domain
        if value is None and domain.optional:
            continue
        if value is None or outside(value, domain):
            allowed = f"{domain.words} or None" if domain.optional else domain.words
            raise ValueError(f"{name} must be {allowed}, got {shown(value)}")


def settled_parameters(
    of_world: dict[str, float | None], given: dict[str, float | None]
) -> dict[str, float]:
    """Return every parameter by name: defaults, before them the world's, then those given.

    A parameter that is None, as `balancing` is by default, is left out.

    Raises
    ------
    ValueError
        If one is unknown or outside its range, or `cost_low` is not below `cost_high`.
    """
    check_parameters(given)
    merged = {name: parameter.default for name, parameter in PARAMETERS.items()}
    merged.update(of_world)
    merged.update(given)
    settled = {name: value for name, value in merged.items() if value is not None}
    low, high = settled["cost_low"], settled["cost_high"]
    if low >= high:
        raise ValueError(
            f"cost_low must be below cost_high, got {shown(low)} and {shown(high)}"
        )
    return settled
