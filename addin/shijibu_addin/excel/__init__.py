"""Classic Excel on Windows as a host: VBA functions SHIJI_X over xlwings, and the macros on a ribbon tab of their own."""
