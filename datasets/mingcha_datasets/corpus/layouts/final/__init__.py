"""Final accounts, in the form that all provinces share."""
