"""The words, by family; each file holds some of them."""
