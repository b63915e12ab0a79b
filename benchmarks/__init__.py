"""Speed and detection quality, measured."""
