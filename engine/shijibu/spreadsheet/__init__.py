"""The ground: what people write in cells, whatever the scheme."""
