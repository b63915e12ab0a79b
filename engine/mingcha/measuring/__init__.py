"""What a benchmark measured, kept as a file, and what moved between two of them."""
