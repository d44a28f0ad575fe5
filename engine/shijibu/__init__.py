"""Shijibu 实绩簿: county work reviews, from the workbook that goes out to a result that anyone can retrace."""

__version__ = "0.1.0"
