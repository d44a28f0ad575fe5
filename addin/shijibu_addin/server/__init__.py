"""Excel through xlwings Server: the functions and macros of Shijibu for Office.js add-ins. Needs the extra `[server]`.

xlwings Server and xlwings.pro are PolyForm Noncommercial or commercial; nothing outside this package imports them, and importing
this package alone loads nothing of them.
"""
