"""The theory: one module for one family of models, in plain Python."""
