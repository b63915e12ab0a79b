"""Write what a run gave: machine formats and the screen."""
