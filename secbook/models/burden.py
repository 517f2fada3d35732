r"""Burden sharing: who pays for security when nobody can be kept from enjoying it.

*Why do large allies pay more than their share, and all of them together too little?*
Because each pays only until its own benefit is covered.

State :math:`i` has an income :math:`I_i` and gives :math:`x_i` of it for a security
:math:`X = \sum_i x_i` that all enjoy. With the taste for security :math:`\alpha` its
welfare is

.. math:: U_i = (I_i - x_i)^{1 - \alpha} X^{\alpha} ,

and its best reply to what the others give

.. math:: x_i = \max\Big(0, \; \alpha I_i - (1 - \alpha) \sum_{j \ne i} x_j\Big). \tag{3.1}

The rich pay, the others ride free, and the sum falls short of what would be best for
all (3.2, 3.3). Where a part of what a state spends serves itself alone, less is missing
(4.4) and the small begin to pay (4.4').

Assumptions, each of which could be dropped: the same taste everywhere, contributions that
add up, giving at the same time and without any agreement, and security that has no rivals.

Sources: the theory of private provision is due to Warr (1983) and to Bergstrom, Blume and
Varian (1986), its use for alliances to Olson and Zeckhauser (1966); joint products follow
Cornes and Sandler (1996).
"""

from typing import Annotated, NamedTuple

from secbook.domains import (
    Count,
    InteriorShare,
    MinLength,
    Positive,
    Share,
    checked,
)

__all__ = [
    "Provision",
    "joint_product_provision",
    "joint_product_ratio",
    "voluntary_provision",
]


class Provision(NamedTuple):
    """Who gives how much for a good that all enjoy, beside what would be best for all."""

    total: float
    contributions: list[float]
    optimum: float
    ratio: float


@checked
def voluntary_provision(
    *, income: Annotated[list[Positive], MinLength(1)], security_taste: InteriorShare
) -> Provision:
    r"""
    Return what states give for common security when each decides for itself.

    In the only equilibrium the :math:`n` richest contribute, those whose income exceeds
    :math:`\kappa X` with :math:`\kappa = (1 - \alpha) / \alpha`:

    .. math::

       X = \frac{\sum_{\text{contributors}} I_i}{1 + n \kappa}, \qquad
       x_i = \max(0, I_i - \kappa X). \tag{3.2}

    Together they would want

    .. math:: X_0 = \alpha \sum_i I_i , \tag{3.3}

    however the income is distributed; :math:`1 - X / X_0` measures free riding.

    Parameters
    ----------
    income
        :math:`I_i`, in any unit of money (or of power that stands for it); at least one
        entry.
    security_taste
        :math:`\alpha`, dimensionless: the share of income that a state alone would spend
        on security.

    Returns
    -------
    Provision
        `total` :math:`X`, `contributions` :math:`x_i` and `optimum` :math:`X_0` in the
        unit of income, and their `ratio` :math:`X / X_0`, dimensionless. Exact for
        fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    Security is a pure public good here: no state can be left out and none enjoys less
    because others enjoy it. All who contribute end with the same income for themselves,
    whatever they started with: the larger is exploited by the smaller. Moving income
    among contributors changes nothing.

    References
    ----------
    Bergstrom, Blume and Varian (1986): `bergstrom1986private`. Warr (1983):
    `warr1983private`. Olson and Zeckhauser (1966): `olson1966economic`. Samuelson (1954):
    `samuelson1954pure`.

    Examples
    --------
    >>> voluntary_provision(income=[60, 20, 20], security_taste=0.5)
    Provision(total=30.0, contributions=[30.0, 0, 0], optimum=50.0, ratio=0.6)
    """
    return _provision(income, security_taste, 0)


@checked
def joint_product_provision(
    *,
    income: Annotated[list[Positive], MinLength(1)],
    security_taste: InteriorShare,
    private_share: Share,
) -> Provision:
    r"""
    Return what unequal allies give for a defense of which a part serves each alone.

    Ally :math:`i` enjoys :math:`\theta x_i + (1 - \theta) X`. In the only equilibrium the
    :math:`n` richest contribute,

    .. math::
       \begin{gathered}
       X = \frac{\alpha \sum_{\text{contributors}} I_i}
                {\alpha + (1 - \alpha) (\theta + (1 - \theta) n)}, \\
       x_i = \max\left(0, \;
             \frac{\alpha I_i - (1 - \alpha)(1 - \theta) X}{\alpha + (1 - \alpha) \theta}
             \right),
       \end{gathered} \tag{4.4'}

    which is (3.2) at :math:`\theta = 0` and gives (4.4) for equal allies. If all had to
    give the same share of their income, each would want the share :math:`\alpha`, whatever
    its income: this is the optimum :math:`X_0` of (3.3).

    Parameters
    ----------
    income
        :math:`I_i`, in any unit of money (or of power that stands for it); at least one
        entry.
    security_taste
        :math:`\alpha`, dimensionless, as in `voluntary_provision`.
    private_share
        :math:`\theta`, dimensionless: the part of its spending that serves an ally alone.

    Returns
    -------
    Provision
        As from `voluntary_provision`. Exact for fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    A small ally gives less than its share as long as any part of defense is shared, and
    begins to give at all only when its own part outweighs what it gets for nothing. The
    same private share everywhere is a simplification: a border or a colony makes it larger.

    References
    ----------
    Cornes and Sandler (1996): `cornes1996theory`. Olson and Zeckhauser (1966):
    `olson1966economic`. The equation is derived here.

    Examples
    --------
    >>> joint_product_provision(income=[9, 6], security_taste=0.5, private_share=0.5)
    Provision(total=6.0, contributions=[4.0, 2.0], optimum=7.5, ratio=0.8)
    """
    return _provision(income, security_taste, private_share)


def _provision(income: list[float], taste: float, private_share: float) -> Provision:
    """Return the equilibrium of (4.4'), the richest first."""
    own = taste + (1 - taste) * private_share
    shared = (1 - taste) * (1 - private_share)
    richest_first = sorted(income, reverse=True)
    pool = richest_first[0]
    # The denominator of (4.4') for the contributors found so far.
    parts = own + shared
    for candidate in richest_first[1:]:
        if candidate <= shared * pool / parts:
            break
        pool, parts = pool + candidate, parts + shared
    total = taste * pool / parts
    return Provision(
        total=total,
        contributions=[max(0, (taste * part - shared * total) / own) for part in income],
        optimum=taste * sum(income),
        ratio=pool / (parts * sum(income)),
    )


@checked
def joint_product_ratio(
    *, allies: Count, security_taste: InteriorShare, private_share: Share
) -> float:
    r"""
    Return how much of the best defense equal allies provide when part of it is private.

    Ally :math:`i` enjoys :math:`\theta x_i + (1 - \theta) X`. For N equal allies

    .. math::

       \frac{X}{X_0} =
       \frac{1}{\alpha + (1 - \alpha) (\theta + (1 - \theta) N)} . \tag{4.4}

    Parameters
    ----------
    allies
        :math:`N`, dimensionless.
    security_taste
        :math:`\alpha`, dimensionless, as in `voluntary_provision`.
    private_share
        :math:`\theta`, dimensionless: the part of its spending that serves an ally alone.

    Returns
    -------
    float
        :math:`X / X_0`, dimensionless; 1 less it measures free riding. Exact for
        fractions.

    Raises
    ------
    ValueError
        If an argument is outside its domain.

    Notes
    -----
    At :math:`\theta = 0` defense is the pure public good of `voluntary_provision`, at 1
    everybody pays for itself. Allies are equal: with unequal ones the larger pay more
    than their share.

    References
    ----------
    Cornes and Sandler (1996): `cornes1996theory`.

    Examples
    --------
    >>> joint_product_ratio(allies=3, security_taste=0.5, private_share=0)
    0.5
    """
    enjoyed = private_share + (1 - private_share) * allies
    return 1 / (security_taste + (1 - security_taste) * enjoyed)
