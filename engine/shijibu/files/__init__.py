"""What becomes a file: its name, that it is there whole or not at all, and that nothing of a person's is replaced unasked."""

from shijibu.files.batch import Batch, together
from shijibu.files.kept import RECORD, WouldReplace, digest, refuse_changed, refuse_other, write_once, written_before
from shijibu.files.names import distinct_names, safe_name
from shijibu.files.reasons import reason
from shijibu.files.whole_file import takes_files, writable, write_whole

__all__ = [
    "RECORD", "Batch", "WouldReplace", "digest", "distinct_names", "reason", "refuse_changed", "refuse_other", "safe_name", "takes_files", "together",
    "writable", "write_once", "write_whole", "written_before",
]
