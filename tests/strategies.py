"""Inputs that the theory's tests draw: exact fractions, so that equality is exact."""

from fractions import Fraction

from hypothesis import strategies as st

probabilities = st.fractions(min_value=0, max_value=1, max_denominator=40)
shares = probabilities
interior = st.fractions(
    min_value=Fraction(1, 40), max_value=Fraction(39, 40), max_denominator=40
)
positives = st.fractions(min_value=Fraction(1, 20), max_value=20, max_denominator=20)
powers = st.integers(min_value=1, max_value=100)
costs = st.fractions(min_value=0, max_value=2, max_denominator=40)
