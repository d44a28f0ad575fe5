"""What a decided round is told in: the report workbook, the public notice, results.json, the summary and the explanation."""
