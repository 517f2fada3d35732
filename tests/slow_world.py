"""The synthesis once more, from the equations and by enumeration: slow, and independent.

Nothing here calls the package. Judges, voters, shocks, joiners and honored pacts are all
enumerated; roots are found by bisection of the definition; contributions to a shared good
by letting each state reply to the others until nobody moves.
"""

from itertools import combinations, product
from math import comb, exp, floor, log1p
from types import SimpleNamespace

DEFAULTS = {
    "decisiveness": 1,
    "cost_low": 0,
    "cost_high": 0.5,
    "sovereign_equality": 0.5,
    "balancing": None,
    "balancing_cost_ratio": 0.2,
    "hegemon_reliability": 0.75,
    "judgement_accuracy": 0.8,
    "enforcement_cost_ratio": 0.2,
    "security_taste": 0.4,
    "trade_destroyed": 1,
    "trade_elasticity": 5,
    "trade_deterrence": 1,
    "aim_convergence": 0.5,
    "private_share": 0.3,
    "nuclear_cost": 2,
    "extended_nuclear_credibility": 0.3,
    "provocation": 0,
    "misjudgement": 0,
    "legitimacy_cost": 0,
}


def contest(a, b, m):
    return a**m / (a**m + b**m)


def attack(p, q, v, tau, low, high, s):
    """(0.3), and (0.3') by its closed form."""
    z = v * (p - q) - tau
    if v * s == 0:
        return min(1, max(0, (z - low) / (high - low)))

    def softplus(x):
        return max(x, 0) + log1p(exp(-abs(x)))

    scale = float(v * s)
    reached = softplus(float(z - low) / scale) - softplus(float(z - high) / scale)
    return scale / float(high - low) * reached


def participation(n, needed, cost_ratio):
    """The upper root of piv(Q) = c/B."""
    if needed > n:
        return 0
    if needed == n:
        return 1

    def pivotal(Q):
        return comb(n - 1, needed - 1) * Q ** (needed - 1) * (1 - Q) ** (n - needed)

    low, high = (needed - 1) / (n - 1), 1.0
    if pivotal(low) < cost_ratio:
        return 0
    for _ in range(200):
        middle = (low + high) / 2
        if pivotal(middle) >= cost_ratio:
            low = middle
        else:
            high = middle
    return low


def judgement(judges, accuracy):
    """Count the verdicts of all judges, of whom an odd number vote."""
    judges -= 1 - judges % 2
    total = 0
    for verdicts in product((True, False), repeat=judges):
        if 2 * sum(verdicts) > judges:
            chance = 1
            for right in verdicts:
                chance *= accuracy if right else 1 - accuracy
            total += chance
    return total


def authorization(world, i, j):
    """Count the votes of all members."""
    ids = [state.id for state in world.states]
    members = [ids.index(state) for state in world.council.members]
    if not members:
        return 0
    ballots = []
    for k in members:
        lean = world.affinity[k][j] - world.affinity[k][i]
        yes, no = min(1, max(0, (1 + lean) / 2)), min(1, max(0, -lean))
        if k == i:
            yes, no = 0, 1
        if k == j:
            yes, no = 1, 0
        ballots.append([("yes", yes), ("no", no), ("abstain", 1 - yes - no)])
    total = 0
    for votes in product(*ballots):
        said = [vote for vote, _ in votes]
        vetoed = any(
            vote == "no" and ids[k] in world.council.vetoes
            for k, vote in zip(members, said, strict=True)
        )
        if said.count("yes") >= world.council.votes and not vetoed:
            chance = 1
            for _, probability in votes:
                chance *= probability
            total += chance
    return total


def provoked(world, eta):
    n = len(world.states)
    H = world.affinity
    A = [[max(world.pacts[u][v], world.pacts[v][u]) for v in range(n)] for u in range(n)]
    changed = [list(row) for row in H]
    for i in range(n):
        for j in range(n):
            if i != j and A[i][j] == 0:
                push = sum(
                    A[j][x] * min(0, H[i][x]) + A[i][x] * min(0, H[x][j])
                    for x in range(n)
                    if x not in (i, j)
                )
                changed[i][j] = max(-1, H[i][j] + eta * push)
    return changed


def linked_to(start, links, without):
    """Return the states that a chain of links joins to a state, not through another."""
    found, edge = {start}, [start]
    while edge:
        u = edge.pop()
        for pair in links:
            if u in pair:
                (v,) = pair - {u}
                if v != without and v not in found:
                    found.add(v)
                    edge.append(v)
    return found


def reach(world, i, j):
    """Enumerate which pacts are honored, and who is at war then (4.6)."""
    n = len(world.states)
    A = [[max(world.pacts[u][v], world.pacts[v][u]) for v in range(n)] for u in range(n)]
    pacts = []
    for u, v in combinations(range(n), 2):
        if {u, v} == {i, j} or A[u][v] == 0:
            continue
        third = [x for x in (u, v) if x not in (i, j)]
        if len(third) == 1:
            (side,) = {u, v} - set(third)
            other = j if side == i else i
            if A[third[0]][side] <= A[third[0]][other]:
                continue
        pacts.append((frozenset((u, v)), A[u][v]))
    at_war = [0] * n
    for honored in product((True, False), repeat=len(pacts)):
        chance, links = 1, []
        for kept, (pair, reliability) in zip(honored, pacts, strict=True):
            chance *= reliability if kept else 1 - reliability
            if kept:
                links.append(pair)
        belligerents = linked_to(j, links, without=i)
        belligerents |= linked_to(i, links, without=j) if len(belligerents) > 1 else {i}
        for k in belligerents:
            at_war[k] += chance
    return at_war


def answers(world, mechanisms, i, j, prm):
    """Return for each mechanism: chance to act, {helper: probability}, who is called on."""
    n = len(world.states)
    ids = [state.id for state in world.states]
    H, A, w = world.affinity, world.pacts, world.power
    third = [k for k in range(n) if k not in (i, j)]

    def mixing(helpers, cost_ratio):
        if not helpers:
            return 0
        mean = sum(w[k] for k in helpers) / len(helpers)
        needed = max(1, floor((w[i] - w[j]) / mean + 1e-12) + 1)
        return participation(len(helpers), needed, cost_ratio)

    result = {}
    for name in mechanisms:
        chance, joins, called = 1, {}, []
        if name == "balance_of_power":
            called = [k for k in third if H[k][j] >= H[k][i]]
            beta = prm["balancing"]
            if beta is None:
                beta = mixing(called, prm["balancing_cost_ratio"])
            joins = dict.fromkeys(called, beta)
        elif name == "hegemony":
            called = [k for k in third if ids[k] == world.hegemon]
            joins = dict.fromkeys(called, prm["hegemon_reliability"])
        elif name == "alliance":
            called = [k for k in third if A[k][j] > A[k][i]]
            joins = {k: A[k][j] for k in called}
        elif name == "collective_security" and ids[j] in world.collective_security:
            called = [k for k in third if ids[k] in world.collective_security]
            if called:
                chance = judgement(len(called), prm["judgement_accuracy"])
            joins = {k: mixing(called, prm["enforcement_cost_ratio"]) for k in called}
        elif name == "concert":
            called = [k for k in third if ids[k] in world.concert]
            support = [(1 + H[k][j] - H[k][i]) / 2 for k in called]
            if ids[i] not in world.concert and all(2 * each >= 1 for each in support):
                joins = dict.fromkeys(called, 1)
        elif name == "united_nations":
            called = third
            chance = authorization(world, i, j)
            joins = {k: min(1, max(0, H[k][j] - H[k][i])) for k in third}
        result[name] = (chance, joins, called)
    return result


def confront(world, mechanisms, challenger, target, parameters):
    """Return what chapter 9 says of a crisis, enumerating shocks and joiners."""
    n = len(world.states)
    ids = [state.id for state in world.states]
    i, j = ids.index(challenger), ids.index(target)
    prm = {**DEFAULTS, **world.parameters, **parameters}
    w, A = world.power, world.pacts
    third = [k for k in range(n) if k not in (i, j)]
    given = answers(world, mechanisms, i, j, prm)

    def over_shocks(names):
        """Yield (probability, set of joiners) over all shocks and all sets of joiners."""
        for acts in product((True, False), repeat=len(names)):
            shock, joining = 1, dict.fromkeys(third, 0)
            for name, acting in zip(names, acts, strict=True):
                chance, joins, _ = given[name]
                shock *= chance if acting else 1 - chance
                if acting:
                    for k, x in joins.items():
                        joining[k] = 1 - (1 - joining[k]) * (1 - x)
            if shock == 0:
                continue
            for come in product((True, False), repeat=len(third)):
                probability = shock
                for k, coming in zip(third, come, strict=True):
                    probability *= joining[k] if coming else 1 - joining[k]
                yield probability, {k for k, c in zip(third, come, strict=True) if c}

    winning = sum(
        chance * contest(w[i], w[j] + sum(w[k] for k in joiners), prm["decisiveness"])
        for chance, joiners in over_shocks(list(given))
    )

    def joins(k, names):
        return sum(chance for chance, joiners in over_shocks(names) if k in joiners)

    kappa = prm["sovereign_equality"]
    b = world.benefits
    share = kappa / 2 + (1 - kappa) * b[i] / (b[i] + b[j])
    H = world.affinity
    if "alliance" in mechanisms and prm["provocation"] > 0:
        H = provoked(world, prm["provocation"])
    weight = world.revision_weight[i] * max(0, -H[i][j])
    cost = prm["nuclear_cost"] if ids[j] in world.nuclear else 0
    if "alliance" in mechanisms:
        weight *= 1 - max(A[i][j], A[j][i])
        umbrellas = [A[k][j] for k in third if ids[k] in world.nuclear and A[k][j] > A[k][i]]
        extended = prm["nuclear_cost"] * prm["extended_nuclear_credibility"]
        cost += extended * max(umbrellas, default=0)
    if "integration" in mechanisms:
        if ids[i] in world.union and ids[j] in world.union:
            weight *= 1 - prm["aim_convergence"]
        trade = [(1 if k == i else world.trade_freeness[i][k]) * w[k] for k in range(n)]
        lost = prm["trade_destroyed"] * trade[j] / sum(trade)
        price = (1 - lost) ** (-1 / (prm["trade_elasticity"] - 1)) if lost < 1 else None
        cost += prm["trade_deterrence"] * (1 - 1 / price if price else 1)
    members = world.collective_security
    if (
        "collective_security" in mechanisms
        and ids[i] in members
        and ids[j] in members
        and given["collective_security"][2]
    ):
        cost += prm["legitimacy_cost"] * given["collective_security"][0]
    if "united_nations" in mechanisms:
        cost += prm["legitimacy_cost"] * given["united_nations"][0]

    risk = attack(
        winning,
        share,
        weight,
        cost,
        prm["cost_low"],
        prm["cost_high"],
        prm["misjudgement"],
    )
    others = [name for name in given if name != "alliance"]
    chain = reach(world, i, j) if "alliance" in mechanisms else [0] * n
    joining = {ids[k]: 1 - (1 - chain[k]) * (1 - joins(k, others)) for k in third}
    size = (w[i] + w[j] + sum(w[ids.index(k)] * x for k, x in joining.items())) / sum(w)
    called = {k for _, _, each in given.values() for k in each}
    shirking = None
    if called:
        coming = sum(w[k] * joins(k, list(given)) for k in called)
        shirking = 1 - coming / sum(w[k] for k in called)
    return SimpleNamespace(
        attack_probability=risk,
        win_probability=winning,
        benefit_share=share,
        extra_cost=cost,
        war_size=size,
        expected_war_size=risk * size,
        shirking=shirking,
        joining=joining,
        margin=weight * (winning - share) - cost,
    )


def shortfall(incomes, alpha):
    """Let each state reply to the others until nobody moves."""
    gifts = [0.0] * len(incomes)
    for _ in range(20_000):
        before = list(gifts)
        for i, income in enumerate(incomes):
            others = sum(gifts) - gifts[i]
            gifts[i] = max(0.0, float(alpha * income) - float(1 - alpha) * others)
        if max(abs(a - b) for a, b in zip(gifts, before, strict=True)) < 1e-13:
            break
    return 1 - sum(gifts) / float(alpha * sum(incomes))
