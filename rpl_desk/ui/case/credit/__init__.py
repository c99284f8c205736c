"""Hours and credit of a case: the units, their hours, and how every figure came about."""
