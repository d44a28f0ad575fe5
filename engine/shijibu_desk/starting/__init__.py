"""`shijibu desk`: the desk of this computer, started by whoever sits at it, with an assistant the first time."""
