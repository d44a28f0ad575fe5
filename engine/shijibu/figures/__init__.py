"""The figures of a round: how they come about, how they are traced and told, and what they are as cells."""
