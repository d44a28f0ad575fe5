"""The rules, by hand: each test names the id in RULES that it proves, and its expectation shows the arithmetic."""
