"""What the labs of the chapters compute: the theory of `secbook.models`, set in a case.

One module for each chapter. Its functions take what a lab's controls give and return named
outputs; a case adds no theory, only names, numbers with a source, and what goes together.
"""
