"""Both faces of every rule, Python and native formula, give the same for the same cells."""
