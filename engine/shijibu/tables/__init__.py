"""A round as tables for people who work with data: pandas DataFrames whose columns know what they are. pandas is loaded with the first table."""
