"""LibreOffice as a host: starting it, and what runs inside it. Importing this package loads nothing of LibreOffice."""
