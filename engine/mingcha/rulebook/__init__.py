"""Rules for the people who keep them: listed, shown, checked, begun, and what became of them in a run."""
