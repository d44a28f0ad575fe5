"""Lists of a round that is under way, as workbooks: what went out, what an inbox holds, who still owes a return."""
