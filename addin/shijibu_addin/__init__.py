"""The functions and macros of Shijibu for each spreadsheet host; the hosts read the rule registry of `shijibu.rules`."""
