"""Many counties' rounds at once: where each lies, one after another decided, and what came of them as one Parquet dataset."""
