"""Charts of the Actors page."""
