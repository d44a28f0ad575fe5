"""The county office's desk in the browser: rounds, returns, results and accounts, on Django, beside the add-in's server in one process.

It may import the library, never the command line; the library and the command line never import it, but where `shijibu serve` and
`shijibu user` are called. What was issued and decided is the ledger's; the desk's own tables hold accounts, sessions, uploads and jobs.
"""
