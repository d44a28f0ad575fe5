"""LibreOffice as a host: starting it, and what runs inside it. Importing this package loads nothing of LibreOffice.

xlwings gets an engine named `libreoffice`: at once where xlwings is loaded already, else as soon as it is. So neither the import
of this package waits for xlwings (and pandas), nor does it need xlwings to be installed.
"""

from shijibu_addin.libreoffice.xlwings_engine.registration import register_with_xlwings

register_with_xlwings()
